"""JUnit's XML, as GitLab and Jenkins show it: a suite a submission, a case a check.

The format: https://github.com/testmoapp/junitxml and, for GitLab's reading of it,
https://docs.gitlab.com/ci/testing/unit_test_reports/.
"""

from collections.abc import Sequence
from xml.etree import ElementTree

from autograder.export.done import Done
from autograder.grade.outcome import KINDS, CheckOutcome, SubmissionOutcome
from autograder.inert import inert

_SKIPPED = {"not_run", "needs_data"}
_FAILED = {"wrong", "partial", "not_implemented", "forbidden"}


def junit_xml(outcomes: Sequence[SubmissionOutcome], title: str) -> Done:
    """Return all checks of all submissions."""
    root = ElementTree.Element("testsuites", name=title)
    for outcome in outcomes:
        root.append(_suite(outcome))
    for count in ("tests", "failures", "errors", "skipped"):
        root.set(count, str(sum(int(suite.get(count, 0)) for suite in root)))
    ElementTree.indent(root)
    return Done(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _suite(outcome: SubmissionOutcome) -> ElementTree.Element:
    name = inert(outcome.name)
    suite = ElementTree.Element("testsuite", name=name, time=f"{outcome.seconds:.3f}")
    for check in outcome.checks:
        suite.append(_case(check, name))
    if outcome.refused:
        case = ElementTree.SubElement(suite, "testcase", name="graded", classname=name)
        words = inert(f"it {outcome.refused}")
        ElementTree.SubElement(case, "error", message=words, type="refused")
    suite.set("tests", str(len(suite)))
    for count, tag in (("failures", "failure"), ("errors", "error")):
        suite.set(count, str(len(suite.findall(f"testcase/{tag}"))))
    suite.set("skipped", str(len(suite.findall("testcase/skipped"))))
    return suite


def _case(check: CheckOutcome, submission: str) -> ElementTree.Element:
    case = ElementTree.Element(
        "testcase",
        name=f"{check.question}: {check.title}",
        classname=submission,
        time=f"{check.seconds:.3f}",
    )
    if not check.passed:
        told = [inert(line) for line in check.told]
        tag = "failure" if check.kind in _FAILED else "error"
        tag = "skipped" if check.kind in _SKIPPED else tag
        message = told[0] if told else KINDS[check.kind]
        found = ElementTree.SubElement(case, tag, message=message)
        if tag != "skipped":
            found.set("type", check.kind)
        found.text = "\n".join(told)
    return case
