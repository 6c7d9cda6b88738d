import { join } from 'node:path'
import { createRegistry, describeComponent, describeKind } from '@potstill/recipe'
import standard from '@potstill/standard'
import { format, resolveConfig } from 'prettier'
import { chapter, contents, kindPreface } from './component-chapter.mjs'
import { repositoryRoot } from './workspace.mjs'

/** @import { ComponentDescription } from '@potstill/recipe' */

const registry = createRegistry([standard])

const note =
  '<!-- Written by `npm run docs` from the definitions of the components: change those, not this file. -->'

/**
 * The documents that are made of what components say of themselves, by their path in the repository.
 *
 * @returns {Promise<Record<string, string>>}
 */
export async function componentDocs() {
  const documents = { 'docs/losses.md': losses(), 'docs/temperatures.md': temperatures() }
  const formatted = Object.entries(documents).map(async ([path, text]) => {
    const options = await resolveConfig(join(repositoryRoot, path))
    return /** @type {const} */ ([path, await format(text, { ...options, parser: 'markdown' })])
  })
  return Object.fromEntries(await Promise.all(formatted))
}

function losses() {
  const described = registry.factories('loss').map((factory) => describeComponent(factory))
  const levels = [
    { heading: 'On logits', level: 'logits' },
    { heading: 'On features', level: 'features' },
    { heading: 'On relations', level: 'relations' },
    { heading: 'Others', level: undefined },
  ]
  const groups = levels
    .map(({ heading, level }) => ({
      heading,
      components: described.filter(({ traits }) => traits?.level === level),
    }))
    .filter(({ components }) => components.length > 0)
  return [
    '# Losses',
    note,
    kindPreface(describeKind('loss')),
    ...groups.map(({ heading, components }) => `${heading}: ${contents(components)}.`),
    ...groups.flatMap(({ heading, components }) => [
      `## ${heading}`,
      ...components.map((each) => chapter(each)),
    ]),
  ].join('\n\n')
}

function temperatures() {
  /** @param {'temperature' | 'schedule'} kind */
  const part = (kind) => {
    const components = registry.factories(kind).map((factory) => describeComponent(factory))
    const description = describeKind(kind)
    return [
      `## ${description.title}`,
      kindPreface(description),
      `${contents(components)}.`,
      ...components.map((each) => chapter(each)),
    ]
  }
  return ['# Temperatures and schedules', note, ...part('temperature'), ...part('schedule')].join('\n\n')
}
