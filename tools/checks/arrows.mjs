/**
 * Which layer may import which: arrows point down only. ESLint holds this file by file, `boundaries.mjs` holds it
 * again over the package.json files. A package's layer is the tag `layer:…` in its package.json.
 *
 * Components never import each other: what relates them is written in spec, and `standard` gathers them.
 *
 * @type {Readonly<Record<string, readonly string[]>>}
 */
export const arrows = {
  spec: [],
  leaf: ['spec', 'leaf'],
  component: ['spec', 'leaf'],
  standard: ['spec', 'component'],
  recipe: ['spec', 'leaf', 'component'],
  app: ['spec', 'leaf', 'component', 'standard', 'recipe'],
  tool: ['spec', 'leaf', 'component', 'standard', 'recipe', 'app', 'tool'],
}

/**
 * Where a layer is narrower than tags can say: from layer, to layer, the only packages allowed.
 *
 * Recipes know losses, students and the like by their registry alone.
 *
 * @type {Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>}
 */
export const narrowed = {
  recipe: { component: ['@potstill/trainer', '@potstill/evaluation'] },
}
