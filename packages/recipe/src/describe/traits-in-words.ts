import type { LossTraits } from '@potstill/spec'

const levels: Readonly<Record<LossTraits['level'], string>> = {
  logits: 'logits',
  features: 'features of layers, which taps name in pairs',
  relations: 'how the examples of a batch relate to each other',
}

/** What a loss is, as pairs of what is asked and the answer in plain words. */
export function traitsInWords(traits: LossTraits): readonly (readonly [asked: string, answer: string])[] {
  const { compiles = true, trains = 'student' } = traits
  return [
    ['compares', levels[traits.level]],
    ['temperature', temperatureOf(traits)],
    ['gives', traits.perExample ? 'one value per example, or per token' : 'one value for the whole batch'],
    [
      'classes',
      traits.sameClasses ? 'the same for teacher and student' : 'may differ, as far as it is concerned',
    ],
    ['at a match', traits.zeroAtMatch ? '0 where the student equals the teacher' : 'not 0'],
    ['batch', batchOf(traits)],
    ...(trains === 'own' ? [['trains', 'its own variables alone; not the student'] as const] : []),
    ['compiles', compiles === true ? 'yes' : `no: ${compiles.reason}`],
  ]
}

function temperatureOf({ softened, temperatureSquared }: LossTraits): string {
  if (!softened) return 'none: it is not softened'
  return temperatureSquared ? 'divides logits; the value is multiplied by T²' : 'divides logits; without T²'
}

function batchOf({ smallestBatch = 1, permutationInvariant = true }: LossTraits): string {
  const size = smallestBatch === 1 ? 'of any size' : `of at least ${smallestBatch} examples`
  return permutationInvariant ? `${size}, in any order` : `${size}; the value depends on their order`
}
