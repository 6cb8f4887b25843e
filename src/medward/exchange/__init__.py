"""Threat models and risk tables of other tools: bytes in, a neutral draft out, and back."""
