"""What a product is made of: SBOM files, package URLs, quality by the regulators' lists, support.

Components are facts, read from SBOM files; `records` holds what people decide about them.

>>> from medward.components.reading import read_sbom
>>> file = b'''{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
...     {"type": "library", "name": "mbedtls", "version": "3.6.2"}]}'''
>>> sbom = read_sbom(file, "pump.cdx.json")
>>> [(one.name, one.version) for one in sbom.components]
[('mbedtls', '3.6.2')]

Source: FDA "Cybersecurity in Medical Devices" (2025) V.A.4; IMDRF N73; CycloneDX (ECMA-424).
"""
