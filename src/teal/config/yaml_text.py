"""Reads YAML into a Document; what is wrong with it comes back with line and column."""

from __future__ import annotations

from pathlib import Path

import yaml
from yaml.constructor import SafeConstructor

from teal.config.document import Data, Document, KeyPath, Scalar, shown
from teal.model.diagnostics import Diagnostic, Place, Severity
from teal.model.errors import ProjectMistakes

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULL = "tag:yaml.org,2002:null"
_TEXT = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:value")
_QUOTED = ("'", '"', "|", ">")
_DEEPEST = 32
_START_HINT = "`teal init` writes a configuration to start from."


def read_document(path: Path) -> Document:
    """The file as a Document. Raises ProjectMistakes where it cannot be read or is no YAML."""
    return document_of(read_text(path), str(path))


def read_text(path: Path) -> str:
    """The file's text. Raises ProjectMistakes where there is none."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise _unreadable(path, "does not exist", _START_HINT) from error
    except IsADirectoryError as error:
        raise _unreadable(path, "is a folder", "Name the file in it.") from error
    except PermissionError as error:
        raise _unreadable(path, "may not be read", "Check its permissions.") from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, "is not UTF-8 text", "Save it as UTF-8.") from error
    except OSError as error:
        reason = f"cannot be read ({error.strerror})"
        raise _unreadable(path, reason, "Check the path and the disk.") from error


def document_of(text: str, file: str) -> Document:
    """A YAML text as a Document. Raises ProjectMistakes where it is none, or no mapping."""
    root = _composed(text, file)
    start = Place(file, 1, 1)
    if root is None:
        raise _refused("config-empty", "The file is empty.", start, _START_HINT)
    if not isinstance(root, yaml.MappingNode):
        kind = "a list" if isinstance(root, yaml.SequenceNode) else "a single value"
        message = f"The file holds {kind} at the top; it needs keys such as `project`."
        raise _refused("config-not-keys", message, _place(root, file), _START_HINT)
    reader = _Reader(file)
    data = reader.mapping(root, ())
    return Document(file, data, reader.keys, reader.values, tuple(reader.mistakes))


def _composed(text: str, file: str) -> yaml.Node | None:
    try:
        root: yaml.Node | None = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, text, file) from error
    except yaml.reader.ReaderError as error:
        message = "The file holds a character that YAML does not allow."
        place = _place_at(text, error.position, file)
        raise _refused("config-not-yaml", message, place, "Remove it.") from error
    except RecursionError as error:
        message = "The file is nested too deeply."
        raise _refused("config-not-yaml", message, Place(file, 1, 1), _START_HINT) from error
    if isinstance(root, yaml.ScalarNode) and root.tag == _NULL:
        return None
    return root


class _Reader:
    """Collects places and mistakes while it turns nodes into data."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.keys: dict[KeyPath, Place] = {}
        self.values: dict[KeyPath, Place] = {}
        self.mistakes: list[Diagnostic] = []
        self._seen: set[int] = set()

    def mapping(self, node: yaml.MappingNode, path: KeyPath) -> dict[str, Data]:
        found: dict[str, Data] = {}
        for key_node, value_node in node.value:
            key = self._key(key_node, path)
            if key is None:
                continue
            if key in found:
                self._repeated(key, (*path, key), key_node)
                continue
            self.keys[(*path, key)] = _place(key_node, self.file)
            found[key] = self._data(value_node, (*path, key))
        return found

    def _key(self, node: yaml.Node, path: KeyPath) -> str | None:
        if isinstance(node, yaml.ScalarNode) and node.value != "<<":
            return str(node.value)
        where = f" under `{shown(path)}`" if path else ""
        self._say("config-key", f"A key{where} is not plain text.", node, "Write `key: value`.")
        return None

    def _data(self, node: yaml.Node, path: KeyPath) -> Data:
        self.values[path] = _place(node, self.file)
        if id(node) in self._seen:
            message = f"`{shown(path)}` repeats another value by an alias (`*…`)."
            self._say("config-alias", message, node, "Write the value out.")
            return None
        self._seen.add(id(node))
        if len(path) > _DEEPEST:
            message, place = "The file is nested too deeply.", _place(node, self.file)
            raise _refused("config-not-yaml", message, place, _START_HINT)
        match node:
            case yaml.MappingNode():
                return self.mapping(node, path)
            case yaml.SequenceNode():
                return [self._data(item, (*path, n)) for n, item in enumerate(node.value)]
            case yaml.ScalarNode():
                return self._scalar(node, path)
        raise AssertionError("YAML has three kinds of nodes")

    def _scalar(self, node: yaml.ScalarNode, path: KeyPath) -> Data:
        if node.tag == _NULL:
            return None
        if "\0" in node.value:
            message = f"`{shown(path)}` holds a character that no name and no path can have."
            self._say("config-value", message, node, "Remove `\\0`.")
            return None
        if node.tag in _TEXT or node.style in _QUOTED:
            return str(node.value)
        try:
            match node.tag.rpartition(":")[2]:
                case "bool":
                    return Scalar(node.value, SafeConstructor().construct_yaml_bool(node))
                case "int":
                    return Scalar(node.value, SafeConstructor().construct_yaml_int(node))
                case "float":
                    return Scalar(node.value, SafeConstructor().construct_yaml_float(node))
        except ValueError:
            return str(node.value)
        message = f"`{shown(path)}` begins with `!`, which YAML takes for a tag."
        self._say("config-tag", message, node, "Put it in quotes.")
        return None

    def _repeated(self, key: str, path: KeyPath, node: yaml.Node) -> None:
        first = self.keys[path]
        message = f"`{shown(path)}` stands here a second time; the first is in line {first.line}."
        self._say("config-repeated-key", message, node, f"Keep one `{key}`.")

    def _say(self, code: str, message: str, node: yaml.Node, hint: str) -> None:
        place = _place(node, self.file)
        self.mistakes.append(Diagnostic(code, Severity.ERROR, message, place, hint))


def _not_yaml(error: yaml.MarkedYAMLError, text: str, file: str) -> ProjectMistakes:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    lines = text.splitlines()
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    if "\t" in line[: place.column]:
        message = "A tab stands where spaces belong."
        return _refused("config-not-yaml", message, place, "Indent with spaces only.")
    problem = str(error.problem)
    if "undefined alias" in problem:  # the text behind `*` may be a password: do not repeat it
        message = "A value begins with `*`, which YAML takes for an alias."
        return _refused("config-not-yaml", message, place, "Put it in quotes.")
    hint = "Check the indentation, and put text that holds `: ` or `#` in quotes."
    return _refused("config-not-yaml", f"This is no valid YAML: {problem}.", place, hint)


def _place(node: yaml.Node, file: str) -> Place:
    return Place(file, node.start_mark.line + 1, node.start_mark.column + 1)


def _place_at(text: str, position: int, file: str) -> Place:
    before = text[:position]
    return Place(file, before.count("\n") + 1, position - before.rfind("\n"))


def _refused(code: str, message: str, place: Place, hint: str) -> ProjectMistakes:
    return ProjectMistakes((Diagnostic(code, Severity.ERROR, message, place, hint),))


def _unreadable(path: Path, reason: str, hint: str) -> ProjectMistakes:
    message = f"The configuration file {path} {reason}."
    return ProjectMistakes((Diagnostic("config-unreadable", Severity.ERROR, message, None, hint),))
