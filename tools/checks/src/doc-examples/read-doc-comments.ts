import ts from 'typescript'
import type { Example } from './example'

/** Every `@example` of a source file, named after what it documents. */
export function readDocComments(file: string, text: string): Example[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true)
  const found: Example[] = []
  const place = file.replace(/^(packages\/[^/]+)\/src\//, '$1/')
  const visit = (node: ts.Node, names: readonly string[]) => {
    const own = nameOf(node)
    const path = own === undefined ? names : [...names, own]
    for (const comment of ts.getJSDocCommentsAndTags(node).filter((part) => ts.isJSDoc(part))) {
      const examples = examplesIn(text.slice(comment.pos, comment.end))
      const firstLine = source.getLineAndCharacterOfPosition(comment.pos).line + 1
      examples.forEach(({ code, line }, index) => {
        const count = examples.length > 1 ? ` #${index + 1}` : ''
        const name = `${place}: ${path.join('.') || 'module'}${count}`
        found.push({ name, file, line: firstLine + line, code, kind: 'comment' })
      })
    }
    ts.forEachChild(node, (child) => {
      visit(child, path)
    })
  }
  visit(source, [])
  // A comment belongs to a statement and to the declaration inside it: the longer name wins.
  const byLine = new Map(found.map((example) => [example.line, example]))
  return [...byLine.values()]
}

/** The code below each `@example`, up to the next tag; `line` counts from the comment's first. */
function examplesIn(comment: string): { code: string; line: number }[] {
  const lines = comment
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\/?\*+ ?/, ''))
  const found: { code: string; line: number }[] = []
  let collecting: string[] | undefined
  lines.forEach((line, index) => {
    if (/^@\w/.test(line)) collecting = undefined
    if (line.startsWith('@example')) {
      collecting = []
      const target = collecting
      found.push({
        line: index + 1,
        get code() {
          return target.join('\n').trimEnd()
        },
      })
    } else if (collecting !== undefined && !line.startsWith('```')) collecting.push(line)
  })
  return found
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isVariableStatement(node)) return undefined
  if (ts.isConstructorDeclaration(node)) return 'constructor'
  if (!('name' in node)) return undefined
  const { name } = node as { name?: ts.Node }
  const isDeclaration =
    ts.isFunctionDeclaration(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isClassElement(node) ||
    ts.isTypeElement(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node)
  return isDeclaration && name !== undefined && ts.isIdentifier(name) ? name.text : undefined
}
