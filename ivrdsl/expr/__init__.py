"""The JavaScript of `<if expr>`, `<equal expr>`, `<setvar>` and `<stash>` as a syntax tree; it never evaluates.

Theory of operation. The platform puts variables in as text, before it evaluates. So each `${variable}` is replaced by
as many letters (digits where it continues a number) before parsing. Outside quotes it parses as a name, inside quotes
it is text, and every offset stays that of the text as it was written. The parser is tree-sitter, which repairs what it
cannot read and lets much pass that JavaScript refuses; `restrictions` refuses the usual cases of that.

What "does not parse" means here: a SyntaxProblem whose doubt is "". Then the engine refuses the text too. Where the two
are known to differ, they differ to the safe side:

Refused here, accepted by the engine; such a problem carries the doubt "parser" and is no verdict. A text that has such
words or signs outside its strings is doubtful as a whole:

- names that are words elsewhere (`yield = 1`, `++yield`, `await+a**a==a`, `using`, `for (async of => 1; ; )`), and
  `undefined += 1`
- broken escapes in a tagged template
- a comment with a line end in it that ends a statement, and `-->` after a comment over several lines
- commas that the engine does not miss in an array with holes (`[, a b]`, a mistake of the engine)
- objects and methods that are really blocks where a statement starts
- letters outside ASCII that one of the two does not know
- a line end behind `break`, `continue`, `return` or `debugger`
- do loops

Accepted here, refused by the engine (a miss):

- names declared twice, reserved words as names, labels used twice or not at all, private names of no class
- what "use strict" forbids
- patterns of regular expressions, and code points above 10FFFF
- `01n`, and `#!` that is not the very beginning
- the order in patterns (`[...a, b] = c`)
- line ends before `=>` or after async
- a declaration as the only statement of if, while or a label
- duplicate parts of a class or object, and getters with parameters
"""

from ivrdsl.expr.parse import DEEPEST, LONGEST, parse
from ivrdsl.expr.queries import (
    NAMES_OF_JAVASCRIPT,
    ComparedConstant,
    Comparison,
    Constant,
    FreeName,
    Uses,
    as_constant,
    assignments,
    comparisons,
    constants_compared_with,
    free_names,
    is_simple,
)
from ivrdsl.expr.tree import (
    ArrayExpression,
    AssignmentExpression,
    BinaryExpression,
    BooleanLiteral,
    CallExpression,
    ConditionalExpression,
    Expression,
    FunctionExpression,
    Identifier,
    Joined,
    LogicalExpression,
    MemberExpression,
    NullLiteral,
    NumericLiteral,
    ObjectExpression,
    OtherSyntax,
    PlatformVariable,
    Program,
    RegExpLiteral,
    SequenceExpression,
    StringLiteral,
    SyntaxProblem,
    TemplateLiteral,
    UnaryExpression,
    Undefined,
    children,
    walk,
)
from ivrdsl.expr.variables import VariableSpan, find_variables

__all__ = [
    "DEEPEST",
    "LONGEST",
    "NAMES_OF_JAVASCRIPT",
    "ArrayExpression",
    "AssignmentExpression",
    "BinaryExpression",
    "BooleanLiteral",
    "CallExpression",
    "ComparedConstant",
    "Comparison",
    "ConditionalExpression",
    "Constant",
    "Expression",
    "FreeName",
    "FunctionExpression",
    "Identifier",
    "Joined",
    "LogicalExpression",
    "MemberExpression",
    "NullLiteral",
    "NumericLiteral",
    "ObjectExpression",
    "OtherSyntax",
    "PlatformVariable",
    "Program",
    "RegExpLiteral",
    "SequenceExpression",
    "StringLiteral",
    "SyntaxProblem",
    "TemplateLiteral",
    "UnaryExpression",
    "Undefined",
    "Uses",
    "VariableSpan",
    "as_constant",
    "assignments",
    "children",
    "comparisons",
    "constants_compared_with",
    "find_variables",
    "free_names",
    "is_simple",
    "parse",
    "walk",
]
