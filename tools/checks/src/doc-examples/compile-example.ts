import ts from 'typescript'

/** What compiled code calls. */
export const callbacks = { expect: '__expect', throws: '__throws', import: '__import' } as const

export interface CompiledExample {
  /** The body of an asynchronous function. */
  readonly body: string
  /** Names that the code uses and may want from its surroundings. */
  readonly names: readonly string[]
  /** How many lines say what they give. */
  readonly expectations: number
}

interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * Turns an example into a function's body. `expression // => value` and `const name = … // => value` become assertions,
 * `expression // throws /pattern/` too; the value may stand on the next lines. Imports become `await import(…)`.
 */
export function compileExample(code: string): CompiledExample {
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.ESNext, true)
  const edits: Edit[] = []
  const names = new Set<string>()
  let expectations = 0

  const visit = (node: ts.Node, mayAwait: boolean) => {
    if (ts.isIdentifier(node)) names.add(node.text)
    const inner = ts.isFunctionLike(node) ? isAsync(node) : mayAwait
    if (ts.isImportDeclaration(node)) edits.push(replace(node, importText(node)))
    else if (ts.isExportAssignment(node))
      edits.push({ start: node.getStart(), end: node.expression.getStart(), text: 'void ' })
    else if (ts.isStatement(node)) {
      for (const modifier of ts.canHaveModifiers(node) ? (ts.getModifiers(node) ?? []) : []) {
        if (modifier.kind === ts.SyntaxKind.ExportKeyword) edits.push(replace(modifier, ''))
      }
      const expectation = expectationAfter(node, code)
      if (expectation !== undefined) {
        expectations += 1
        edits.push(...assert(node, expectation, mayAwait))
      }
    }
    ts.forEachChild(node, (child) => {
      visit(child, inner)
    })
  }
  visit(source, true)

  const written = code.split('\n').filter((line) => /\/\/ (=>|throws )/.test(line)).length
  if (written !== expectations) {
    throw new Error(
      `${written} lines say \`// =>\` or \`// throws\`, ${expectations} of them behind a statement`,
    )
  }
  return { body: `{\n${toJavaScript(apply(code, edits))}\n}`, names: [...names], expectations }
}

interface Expectation {
  readonly kind: '=>' | 'throws'
  readonly value: string
}

/** A comment right behind a statement, or on the line below it; the value goes on until it is an expression. */
function expectationAfter(node: ts.Statement, code: string): Expectation | undefined {
  if (!ts.isExpressionStatement(node) && !ts.isVariableStatement(node)) return undefined
  const match = /^[ \t]*;?[ \t]*(?:\n[ \t]*)?\/\/ (=>|throws) (.*)((?:\n[ \t]*\/\/ .*)*)/.exec(
    code.slice(node.end),
  )
  if (match === null) return undefined
  const [, kind, first = '', rest = ''] = match
  let value = first.trim()
  for (const line of rest.split('\n').slice(1)) {
    if (isExpression(value)) break
    value += `\n${line.replace(/^[ \t]*\/\/ /, '')}`
  }
  if (!isExpression(value)) throw new Error(`after \`// ${kind}\` stands no expression: ${value}`)
  return { kind: kind as Expectation['kind'], value }
}

function assert(node: ts.Statement, { kind, value }: Expectation, mayAwait: boolean): Edit[] {
  const wait = mayAwait ? 'await ' : ''
  if (ts.isExpressionStatement(node)) {
    const expression = printed(node.expression) ?? node.expression
    const before = { start: node.getStart(), end: expression.getStart() }
    const after = { start: expression.end, end: node.end }
    if (kind === 'throws') {
      return [
        { ...before, text: `;${wait}${callbacks.throws}(async () => (` },
        { ...after, text: `), (${value}));` },
      ]
    }
    return [
      { ...before, text: `;${callbacks.expect}(${wait}(` },
      { ...after, text: `), (${value}));` },
    ]
  }
  const names = ts.isVariableStatement(node) ? node.declarationList.declarations.map(({ name }) => name) : []
  const [name] = names
  if (kind === 'throws' || name === undefined || names.length > 1 || !ts.isIdentifier(name)) {
    throw new Error(`\`// ${kind}\` behind a declaration needs one plain name: ${node.getText()}`)
  }
  return [{ start: node.end, end: node.end, text: `;${callbacks.expect}(${name.text}, (${value}));` }]
}

/** `console.log(x)` gives x. */
function printed(expression: ts.Expression): ts.Expression | undefined {
  if (!ts.isCallExpression(expression) || expression.expression.getText() !== 'console.log') return undefined
  return expression.arguments.length === 1 ? expression.arguments[0] : undefined
}

function importText(node: ts.ImportDeclaration): string {
  const clause = node.importClause
  const load = `await ${callbacks.import}(${node.moduleSpecifier.getText()})`
  if (clause === undefined) return `;${load};`
  if (clause.isTypeOnly) return ''
  const parts: string[] = []
  if (clause.name !== undefined) parts.push(`default: ${clause.name.text}`)
  const bindings = clause.namedBindings
  if (bindings !== undefined && ts.isNamespaceImport(bindings))
    return `const ${bindings.name.text} = ${load};`
  for (const element of bindings?.elements ?? []) {
    if (element.isTypeOnly) continue
    const imported = element.propertyName?.text
    parts.push(imported === undefined ? element.name.text : `${imported}: ${element.name.text}`)
  }
  return `const { ${parts.join(', ')} } = ${load};`
}

function replace(node: ts.Node, text: string): Edit {
  return { start: node.getStart(), end: node.end, text }
}

function isAsync(node: ts.SignatureDeclaration): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false
}

function isExpression(text: string): boolean {
  const { diagnostics } = ts.transpileModule(`void (${text})`, { reportDiagnostics: true })
  return text !== '' && diagnostics?.length === 0
}

function apply(code: string, edits: readonly Edit[]): string {
  return [...edits]
    .toSorted((a, b) => b.start - a.start || b.end - a.end)
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), code)
}

function toJavaScript(code: string): string {
  const { outputText, diagnostics } = ts.transpileModule(code, {
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
      removeComments: true,
    },
  })
  const [problem] = diagnostics ?? []
  if (problem !== undefined) throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, '\n'))
  return outputText
}
