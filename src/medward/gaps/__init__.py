"""What each authority expects and which records show it: met, partly, missing, not applicable, cannot tell."""
