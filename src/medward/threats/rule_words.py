"""Words by which a text of the model names a protocol, a medium, a part or a class of data.

A text in which no word is found says nothing: the fact stays unknown, and a person
can state it by a tag such as `protocol:hl7v2`. Nothing is read out of a missing word.
The words are ours, taken from how the interface tables of the shipped samples and
the data-flow diagram of practice 2.0 are written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

Words = dict[str, re.Pattern[str]]


def _compiled(table: Mapping[str, str]) -> Words:
    """Return the patterns of a table, each on whole words, large and small letters alike."""
    return {name: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE) for name, pattern in table.items()}


PROTOCOL: Final = _compiled(
    {
        "ble": r"BLE|Bluetooth (?:\d(?:\.\d)? )?(?:LE|Low Energy)|GATT",
        "bluetooth": r"Bluetooth(?: classic| BR| EDR)?|RFCOMM",
        "mqtt": r"MQTT|MQTTS|AMQP",
        "https": r"HTTPS?|REST|WebSocket|TR-069",
        "grpc": r"gRPC|protobuf RPC",
        "hl7v2": r"HL7 ?v?2(?:\.\d)?|HL7 version 2|HL7|MLLP|ORU|RGV|ADT",
        "fhir": r"FHIR(?: R\d)?",
        "dicom": r"DICOM|DICOMweb|DIMSE",
        "ssh": r"SSH|SFTP|SCP",
        "sql": r"SQL|PostgreSQL|MySQL|TDS",
        "object-store": r"S3|object interface|OCI distribution|image pull",
        "vpn": r"VPN|IPsec|WireGuard",
        "usb": r"USB|CDC-ECM|mass storage",
        "serial": r"UART|RS-?232|RS-?485|SPI|I2C|CAN|COBS|serial",
        "storage": r"littlefs|ext4|SQLite|NTFS|flash driver|file system|log format|memory bus|file",
        "package": r"signed package(?: format)?",
        "ui": r"user interface|touch|keypad|display|browser",
        "own": r"proprietary|own protocol",
    }
)
"""Families of protocols; the product's own name in the text counts as `own`."""

MEDIUM: Final = _compiled(
    {
        "bluetooth": r"Bluetooth|BLE",
        "wifi": r"Wi-?Fi|WLAN|802\.11\w*",
        "inductive": r"inductive|coil|wand",
        "nfc": r"NFC|near-field|RFID",
        "mics": r"MICS|MedRadio|402 to 405 MHz",
        "cellular": r"cellular|LTE|mobile network|5G|GSM|UMTS",
        "usb": r"USB",
        "uart": r"UART|RS-?232|serial line|SPI|I2C|CAN bus",
        "debug": r"JTAG|SWD|debug port",
        "network": r"network|internet|Ethernet|VPN|dedicated line|private (?:link|line)|LAN|WAN",
        "storage": r"flash|eMMC|disk|memory bus|memory card|SSD",
        "host": r"inside the (?:hospital )?server|same host|localhost|between two (?:containers|processes)",
        "ui": r"keypad|display|touch ?screen|screen|buzzer|button|lamps|keyboard|browser",
    }
)
"""Physical layers."""

ROLE: Final = _compiled(
    {
        "person": r"nurse|pharmacist|engineer|patient|clinician|cardiologist|physician|doctor|administrator|"
        r"representative|technician|user|operator|carer|radiographer",
        "implant": r"implant|IPG|pacemaker|neurostimulator",
        "controller": r"controller|MCU|microcontroller",
        "communication": r"communications? module|comms|modem|radio module",
        "programmer": r"programmer",
        "monitor": r"monitor",
        "gateway": r"gateway|hub|broker",
        "cloud": r"cloud|portal|fleet service",
        "mobile-app": r"mobile app|phone app|smartphone app|app",
        "drug-library": r"drug[- ]library|library(?: editor| repository)?|formulary",
        "update": r"update|signing service|signing|build|firmware repository",
        "integration": r"interface engine|exporter|integration engine|EMR interface",
        "record-system": r"electronic (?:medical|health) record|EMR|EHR|PACS|hospital information system",
        "log": r"log",
        "ai": r"inference|machine learning|neural network|AI model|classifier",
        "settings": r"settings|implant memory|configuration store",
    }
)
"""Parts an element can play, read from its title."""

NO_RECORD_SYSTEM: Final = re.compile(r"\b(?:interface|engine|exporter|gateway|adapter)\b", re.IGNORECASE)
"""A title that names a record system and one of these is what talks to it."""

DATA: Final = _compiled(
    {
        "therapy": r"therapy commands?|rate request|(?:request to )?change the rate|commands? to the implant|"
        r"settings of therapy|programme of an infusion|start, stop|setpoints?|dose commands?|therapy settings?",
        "reading": r"readings?|measurements?|therapy state|state of this pump|running infusion|infusion (?:state|data)|"
        r"rate, volume|stored (?:data|rhythms)|live markers|transmissions?|telemetry|pressure|vital signs|"
        r"programmed values|implant data|counters, stored",
        "alarm": r"alarms?|alerts?|silence",
        "patient": r"patients?|patient number|name and serial number|report and FHIR|session reports?|health records?",
        "order": r"orders?|prescriptions?",
        "library": r"drug librar(?:y|ies)|librar(?:y|ies)|dose limits?|formular(?:y|ies)",
        "firmware": r"firmware(?! banks)|images? that|signed images?|software|packages|update packages?|"
        r"firmware banks|image offers|monitor images",
        "configuration": r"configuration|settings(?! of therapy)|ward profiles?|schedules?|parameters",
        "log": r"logs?|audit|event log|events|session records?|who did what",
        "time": r"time|clock|time of day",
        "key": r"keys?|certificates?|credentials?|passwords?|tokens?|enrol(?:ment|ments|led)?|pairings?|"
        r"service tickets?|key agreement",
        "image": r"medical images?|studies|waveforms?|DICOM",
    }
)
"""Classes of data. A list of data is complete only when each of its entries has a word of some class."""

UNKNOWN: Final = re.compile(
    r"^(?:\?+|(?:unknown|to be (?:decided|defined|determined)|tbd|tbc|not known)\b)", re.IGNORECASE
)
"""How a person says that an answer is not known yet."""
NONE: Final = re.compile(r"^none\b", re.IGNORECASE)
"""How a person says that there is none."""


def stated(text: str) -> str:
    """Return `none`, `stated`, or "" when the text says that nobody knows.

    >>> stated("none: one housing"), stated("Mutual TLS"), stated("to be decided")
    ('none', 'stated', '')
    """
    text = text.strip()
    if not text or UNKNOWN.match(text):
        return ""
    return "none" if NONE.match(text) else "stated"


@lru_cache(maxsize=65_536)
def protocols(text: str, own: tuple[str, ...] = ()) -> frozenset[str]:
    """Return the protocol families a text names; empty when it names none that we know.

    Args:
        text: The protocol of an interface.
        own: Names of product and maker; a protocol with such a name is their own.
    """
    if not stated(text):
        return frozenset()
    if NONE.match(text.strip()):
        return frozenset({"none"})
    found = _named(text, PROTOCOL)
    if "ble" in found:
        found -= {"bluetooth"}
    if any(re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE) for name in own):
        found |= {"own"}
    return frozenset(found)


@lru_cache(maxsize=65_536)
def media(text: str) -> frozenset[str]:
    """Return the media a text names; empty when it names none that we know."""
    return frozenset(_named(text, MEDIUM)) if stated(text) == "stated" else frozenset()


@lru_cache(maxsize=65_536)
def roles(title: str) -> frozenset[str]:
    """Return the parts that a title names; empty when it names none that we know.

    >>> sorted(roles("Clinician mobile app")), sorted(roles("Bedside nurse"))
    (['mobile-app'], ['person'])
    """
    found = _named(title, ROLE)
    if len(found) > 1:
        found -= {"person"}  # a patient monitor is a monitor
    if "record-system" in found and NO_RECORD_SYSTEM.search(title):
        found -= {"record-system"}
    return frozenset(found)


@lru_cache(maxsize=65_536)
def data_classes(text: str) -> frozenset[str]:
    """Return the classes of data one entry of a list names; empty when it names none that we know."""
    return frozenset(_named(text, DATA))


def _named(text: str, words: Words) -> set[str]:
    """Return the names whose pattern stands in a text."""
    return {name for name, pattern in words.items() if pattern.search(text)}
