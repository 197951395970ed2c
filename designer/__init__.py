"""Design AWS Lambda architectures: one blueprint, judged by rules, exported to three formats."""

__version__ = "0.1.0"
