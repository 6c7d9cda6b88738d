import { builtinModules } from 'node:module'
import ts from 'typescript'

/**
 * @typedef {object} Import
 * @property {string} specifier
 * @property {boolean} dynamic `import()`, which is loaded only when it is reached
 * @property {boolean} typeOnly gone after compilation
 * @property {boolean} exported written `export … from`
 * @property {string[] | undefined} names as the importer, or an index file's importer, sees them; undefined: all
 * @property {number} line counted from 1
 */

/**
 * Every module that a source file names.
 *
 * @param {string} text
 * @param {string} [fileName]
 * @returns {Import[]}
 */
export function importsOf(text, fileName = 'file.ts') {
  const file = ts.createSourceFile(fileName, text, ts.ScriptTarget.ESNext)
  /** @type {Import[]} */
  const found = []
  /** @param {ts.Node} node */
  const visit = (node) => {
    /** @type {ts.Node | undefined} */
    let specifier
    let dynamic = false
    let typeOnly = false
    /** @type {string[] | undefined} */
    let names
    if (ts.isImportDeclaration(node)) {
      specifier = node.moduleSpecifier
      typeOnly = node.importClause?.isTypeOnly ?? false
      const bindings = node.importClause?.namedBindings
      if (bindings !== undefined && ts.isNamedImports(bindings)) {
        names = bindings.elements
          .filter(isValue)
          .map((element) => (element.propertyName ?? element.name).text)
      }
    } else if (ts.isExportDeclaration(node)) {
      specifier = node.moduleSpecifier
      typeOnly = node.isTypeOnly
      if (node.exportClause !== undefined && ts.isNamedExports(node.exportClause)) {
        names = node.exportClause.elements.filter(isValue).map((element) => element.name.text)
      }
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      specifier = node.argument.literal
      typeOnly = true
    } else if (ts.isCallExpression(node)) {
      const called = node.expression
      dynamic = called.kind === ts.SyntaxKind.ImportKeyword
      if (dynamic || (ts.isIdentifier(called) && called.text === 'require')) specifier = node.arguments[0]
    }
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file))
      const exported = ts.isExportDeclaration(node)
      found.push({ specifier: specifier.text, dynamic, typeOnly, exported, names, line: line + 1 })
    }
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** @param {ts.ImportSpecifier | ts.ExportSpecifier} element */
function isValue(element) {
  return !element.isTypeOnly
}

/**
 * The package a specifier belongs to; undefined for relative files.
 *
 * @param {string} specifier
 */
export function packageOf(specifier) {
  if (specifier.startsWith('.') || specifier.startsWith('/')) return undefined
  const parts = specifier.split('/')
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0]
}

/** @param {string} specifier */
export function isNodeBuiltin(specifier) {
  return specifier.startsWith('node:') || builtinModules.includes(specifier)
}
