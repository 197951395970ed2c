"""Synthesises the stack of one stage: cdk deploy -c stage=<stage>."""

import sys

import aws_cdk as cdk

import package
from thumbnails.stack import STAGES, ThumbnailsStack

app = cdk.App()
stage = app.node.try_get_context("stage")
if stage not in STAGES:
    sys.exit(f"Unknown stage {stage!r}: say -c stage=, one of {', '.join(STAGES)}.")

package.build()
ThumbnailsStack(
    app,
    f"thumbnails-{stage}",
    stage=stage,
    env=cdk.Environment(region="eu-west-1"),
)
app.synth()
