"""What can be wrong in one node of a syntax tree: operators, axes, signs, constants.

Each proposal is a kind of mistake and the node that makes it.
"""

from collections import Counter
from collections.abc import Iterator

import libcst as cst

Proposal = tuple[str, cst.CSTNode]

OPERATORS = {
    cst.Add: (cst.Subtract,),
    cst.Subtract: (cst.Add,),
    cst.Multiply: (cst.Divide, cst.Add),
    cst.Divide: (cst.Multiply,),
    cst.Power: (cst.Multiply,),
    cst.FloorDivide: (cst.Multiply,),
    cst.Modulo: (cst.FloorDivide,),
}
COMPARISONS = {
    cst.LessThan: (cst.LessThanEqual, cst.GreaterThan),
    cst.GreaterThan: (cst.GreaterThanEqual, cst.LessThan),
    cst.LessThanEqual: (cst.LessThan,),
    cst.GreaterThanEqual: (cst.GreaterThan,),
    cst.Equal: (cst.NotEqual,),
    cst.NotEqual: (cst.Equal,),
    cst.Is: (cst.IsNot,),
    cst.IsNot: (cst.Is,),
    cst.In: (cst.NotIn,),
    cst.NotIn: (cst.In,),
}
IN_PLACE = {
    cst.AddAssign: cst.SubtractAssign,
    cst.SubtractAssign: cst.AddAssign,
    cst.MultiplyAssign: cst.DivideAssign,
    cst.DivideAssign: cst.MultiplyAssign,
}
FUNCTIONS = {
    "sum": "mean",
    "mean": "sum",
    "max": "min",
    "min": "max",
    "maximum": "minimum",
    "minimum": "maximum",
    "argmax": "argmin",
    "argmin": "argmax",
    "zeros": "ones",
    "ones": "zeros",
    "zeros_like": "ones_like",
    "var": "std",
    "std": "var",
    "rand": "randn",
    "randn": "rand",
    "any": "all",
    "all": "any",
}
#: Functions of one array whose loss leaves their argument.
DROPPED = {"sqrt", "exp", "log", "abs", "sign", "tanh", "square"}
#: Methods whose loss leaves what they are called on.
UNDONE = {"transpose", "swapaxes", "copy"}
SYMMETRIC = {"maximum", "minimum", "isinstance", "zip", "range"}


def proposals(node: cst.CSTNode, names: Counter[str]) -> Iterator[Proposal]:
    """Yield what can take a node's place.

    ``names`` counts how often the function around it gives each name a value.
    """
    match node:
        case cst.BinaryOperation():
            yield from _binary(node)
        case cst.Comparison():
            yield from _comparison(node)
        case cst.UnaryOperation(operator=cst.Minus() | cst.Not()):
            yield "sign", node.expression
        case cst.BooleanOperation(operator=cst.And()):
            yield "logic", node.with_changes(operator=cst.Or())
        case cst.BooleanOperation(operator=cst.Or()):
            yield "logic", node.with_changes(operator=cst.And())
        case cst.Name(value="True" | "False"):
            yield "constant", cst.Name("False" if node.value == "True" else "True")
        case cst.Integer():
            yield from _integer(node)
        case cst.Float():
            yield "constant", cst.Float(repr(2 * float(node.value)))
        case cst.Call():
            yield from _call(node)
        case cst.Attribute(attr=cst.Name(value="T")):
            yield "transpose", node.value
        case cst.Subscript():
            yield from _indices(node)
        case cst.IfExp():
            yield "branch", node.with_changes(body=node.orelse, orelse=node.body)
        case cst.If():
            test = _parenthesized(node.test)
            negated = cst.UnaryOperation(cst.Not(), test)
            yield (
                "branch",
                node.with_changes(
                    test=negated, whitespace_before_test=cst.SimpleWhitespace(" ")
                ),
            )
        case cst.AugAssign():
            yield from _in_place(node)
        case cst.Assign(value=cst.BinaryOperation()):
            minus = cst.UnaryOperation(cst.Minus(), _parenthesized(node.value))
            yield "sign", node.with_changes(value=minus)
        case cst.SimpleStatementLine(body=[statement]) if _can_go(statement, names):
            yield "dropped", node.with_changes(body=[cst.Pass()])


def _binary(node: cst.BinaryOperation) -> Iterator[Proposal]:
    for other in OPERATORS.get(type(node.operator), ()):
        operator = other(
            whitespace_before=node.operator.whitespace_before,
            whitespace_after=node.operator.whitespace_after,
        )
        # in parentheses, so that the operator alone changes and not what it binds
        changed = node.with_changes(
            operator=operator,
            left=_parenthesized(node.left),
            right=_parenthesized(node.right),
        )
        yield "operator", _parenthesized(changed)
    if isinstance(node.operator, (cst.Subtract, cst.Divide, cst.MatrixMultiply)):
        left, right = _parenthesized(node.right), _parenthesized(node.left)
        yield "swapped", node.with_changes(left=left, right=right)


def _comparison(node: cst.Comparison) -> Iterator[Proposal]:
    if len(node.comparisons) != 1:
        return
    (target,) = node.comparisons
    for other in COMPARISONS.get(type(target.operator), ()):
        changed = target.with_changes(operator=other())
        yield "comparison", node.with_changes(comparisons=[changed])


def _integer(node: cst.Integer) -> Iterator[Proposal]:
    value = int(node.value, 0)
    yield "off by one", cst.Integer(str(value + 1))
    if value:
        yield "off by one", cst.Integer(str(value - 1))


def _call(node: cst.Call) -> Iterator[Proposal]:
    name = _called(node)
    if name in FUNCTIONS:
        other = cst.Name(FUNCTIONS[name])
        method = isinstance(node.func, cst.Attribute)
        func = node.func.with_changes(attr=other) if method else other
        yield "function", node.with_changes(func=func)
    if name in DROPPED and len(node.args) == 1:
        yield "function", _parenthesized(node.args[0].value)
    if name in UNDONE and isinstance(node.func, cst.Attribute):
        yield "transpose" if name != "copy" else "copy", node.func.value
    yield from _arguments(node, name)


def _arguments(node: cst.Call, name: str) -> Iterator[Proposal]:
    args = list(node.args)
    plain = [a for a in args if a.keyword is None and not a.star]
    if len(plain) >= 2 and plain[:2] == args[:2] and name not in SYMMETRIC:
        first, second = args[0], args[1]
        swapped = [
            first.with_changes(value=second.value),
            second.with_changes(value=first.value),
            *args[2:],
        ]
        yield "swapped", node.with_changes(args=swapped)
    for place, arg in enumerate(args):
        keyword = arg.keyword.value if arg.keyword else ""
        if keyword == "keepdims":
            kept = [a for i, a in enumerate(args) if i != place]
            last = kept[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
            yield "keepdims", node.with_changes(args=[*kept[:-1], last])
        elif keyword == "axis":
            for value in _axes(arg.value):
                changed = arg.with_changes(value=value)
                new = [changed if i == place else a for i, a in enumerate(args)]
                yield "axis", node.with_changes(args=new)


def _axes(value: cst.BaseExpression) -> Iterator[cst.BaseExpression]:
    if isinstance(value, cst.Tuple):
        for gone in range(len(value.elements)):
            kept = [e.value for i, e in enumerate(value.elements) if i != gone]
            yield cst.Tuple([cst.Element(v) for v in kept])
    elif isinstance(value, cst.Integer):
        yield cst.Name("None")


def _indices(node: cst.Subscript) -> Iterator[Proposal]:
    if len(node.slice) >= 2:
        first, second, *rest = node.slice
        indices = (first.slice, second.slice)
        if all(isinstance(index, cst.Index) for index in indices):
            new = [
                first.with_changes(slice=second.slice),
                second.with_changes(slice=first.slice),
            ]
            yield "swapped", node.with_changes(slice=[*new, *rest])


def _in_place(node: cst.AugAssign) -> Iterator[Proposal]:
    other = IN_PLACE.get(type(node.operator))
    if other is not None:
        yield "operator", node.with_changes(operator=other())
    target = cst.AssignTarget(node.target)
    yield "overwritten", cst.Assign([target], node.value)


def _can_go(statement: cst.BaseSmallStatement, names: Counter[str]) -> bool:
    """Tell whether code without the statement can still run.

    Without the only assignment to a name it can't, and any check would notice.
    """
    match statement:
        case cst.AugAssign():
            return True
        case cst.Expr(value=cst.Call()):
            return True
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name() as name)]):
            return names[name.value] > 1
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Tuple() as pair)]):
            parts = [e.value for e in pair.elements]
            return all(not isinstance(p, cst.Name) or names[p.value] > 1 for p in parts)
        case cst.Assign():
            return True
    return False


def _called(node: cst.Call) -> str:
    func = node.func
    if isinstance(func, cst.Attribute):
        return func.attr.value
    return func.value if isinstance(func, cst.Name) else ""


def _parenthesized(node: cst.BaseExpression) -> cst.BaseExpression:
    simple = (cst.Name, cst.Attribute, cst.Call, cst.Subscript, cst.Integer, cst.Float)
    if node.lpar or isinstance(node, simple):
        return node
    return node.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
