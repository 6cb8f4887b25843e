"""What a person can do with a device file; wires the parts and checks permission.

Kept free of imports: `medward.workspace.scan` must start with nothing but the
standard library and our own code.
"""
