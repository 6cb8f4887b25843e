"""What a person can do with a device file; wires the parts and checks permission.

`device` reads a folder whole or refuses it, `ledgering` writes it to the ledger as one plan, and the
other modules answer one question each: `checking`, `threats`, `risk`, `scan`, `tracing`, `building`.
Both doors, the command line and later the web, call the same functions.

Kept free of imports: `medward.workspace.scan` must start with nothing but the standard library and
our own code.

>>> from pathlib import Path; from tempfile import TemporaryDirectory
>>> from medward.workspace.device import open_device
>>> with TemporaryDirectory() as folder:
...     written = Path(folder, "medward.yaml").write_text("{product: LVP, name: Pump}")
...     device = open_device(Path(folder)); device.settings.product, len(list(device.records))
('LVP', 0)

Source: practice 2.1 to 2.6, what each role does with the file.
"""
