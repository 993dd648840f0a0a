/**
 * Syntax the house does without. Every message says what to write instead.
 * @typedef {{ selector: string, message: string }} Restriction
 */

/** @type {Restriction[]} */
export const houseSyntax = [
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Export by name: a default export gets a different name in every file.',
  },
  {
    selector: 'TSEnumDeclaration',
    message:
      "Node runs these sources as they are: write a union of strings, type State = 'a' | 'b'.",
  },
  {
    selector: 'ExportAllDeclaration, ExportNamedDeclaration[source]',
    message:
      'No barrels: import from the file that defines the name. (Only engine/index.ts re-exports.)',
  },
  {
    selector:
      'FunctionDeclaration[params.length>3], VariableDeclarator > ArrowFunctionExpression[params.length>3], MethodDefinition[kind="method"] > FunctionExpression[params.length>3]',
    message: 'At most three positional parameters: take one object with named fields.',
  },
  {
    selector: 'TSParameterProperty',
    message: 'Node strips types only: declare the field and assign it in the constructor.',
  },
  {
    selector:
      "TemplateLiteral:has(TemplateElement[value.raw=/\\b(SELECT|INSERT|UPDATE|DELETE)\\b/]) > TemplateElement[tail=false][value.raw=/'$/]",
    message:
      'Never put a value into SQL text: bind it with ? (or $1). Only quoted identifiers of the manifest are interpolated.',
  },
  {
    selector:
      'CallExpression[callee.property.name=/^(prepare|exec|query)$/] > BinaryExpression[operator="+"]',
    message: 'SQL is one literal: bind values with ? (or $1) instead of joining strings.',
  },
  {
    selector: ':matches(Literal[value=/\\bLIMIT \\?/], TemplateElement[value.raw=/\\bLIMIT \\?/])',
    message:
      'Write LIMIT +?: SQLite compiles a statement with a bare LIMIT ? anew at each use, which costs five times what running it does.',
  },
];

/** @type {Restriction[]} */
export const noRawErrors = [
  {
    selector: 'ThrowStatement > NewExpression[callee.name="Error"]',
    message:
      'Throw new SatchelError(code, details): a person must read what happened and what to do. Add the code to shared/errors/catalogue.ts. (RangeError or TypeError for a mistake of the programmer.)',
  },
];

/** @type {Restriction[]} */
export const noSqlOutsideStores = [
  {
    selector:
      ':matches(Literal[value=/^\\s*(SELECT|INSERT (OR \\w+ )?INTO|UPDATE \\w+ SET|DELETE FROM|PRAGMA)\\s/], TemplateElement[value.raw=/^\\s*(SELECT|INSERT (OR \\w+ )?INTO|UPDATE \\w+ SET|DELETE FROM|PRAGMA)\\s/])',
    message: 'SQL lives in */store/: add a method there, and call it from here.',
  },
];

/** @type {Restriction[]} */
export const noClockOrChance = [
  {
    selector:
      'CallExpression[callee.object.name="Date"][callee.property.name="now"], NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.object.name="performance"][callee.property.name="now"]',
    message: 'Time arrives as an argument: use ports.clock.now() (or monotonicMs() for durations).',
  },
  {
    selector: 'CallExpression[callee.name=/^(setTimeout|setInterval)$/]',
    message:
      'Timers are time: use ports.clock.after(delayMs, action), which the simulation can drive.',
  },
  {
    selector:
      'CallExpression[callee.object.name="Math"][callee.property.name="random"], CallExpression[callee.name=/^(randomUUID|randomBytes|randomInt|getRandomValues)$/], CallExpression[callee.object.name="crypto"][callee.property.name=/^(randomUUID|randomBytes|getRandomValues)$/]',
    message: 'Chance arrives as an argument: use ports.random, which the simulation seeds.',
  },
];

const shownAttributes =
  'JSXAttribute[name.name=/^(aria-label|title|label|placeholder|description|lead|none|alt|confirmLabel|cancelLabel|documentTitle)$/]';

/** @type {Restriction[]} */
export const noLooseWords = [
  {
    selector: [
      'JSXText[value=/[A-Za-z]{2}/]',
      ':matches(JSXElement, JSXFragment) > JSXExpressionContainer > Literal[value=/[A-Za-z]{2}/]',
      ':matches(JSXElement, JSXFragment) > JSXExpressionContainer > ConditionalExpression > Literal[value=/[A-Za-z]{2}/]',
      ':matches(JSXElement, JSXFragment) > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=/[A-Za-z]{2}/]',
      `${shownAttributes} > Literal[value=/[A-Za-z]{2}/]`,
      `${shownAttributes} > JSXExpressionContainer > TemplateLiteral > TemplateElement[value.raw=/[A-Za-z]{2}/]`,
      'CallExpression[callee.name=/^toast/] > :matches(Literal, TemplateLiteral)',
    ].join(', '),
    message:
      "Words a person reads lie in renderer/text: add the text to en/<noun>.ts and de/<noun>.ts and write t('noun.name').",
  },
];
