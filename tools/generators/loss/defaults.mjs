/** @typedef {'logits' | 'features' | 'relations'} Level */

/**
 * What the first version of a loss is at each level: the plainest method that there is.
 *
 * @type {Readonly<Record<Level, { summary: string, source: string, heading: string }>>}
 */
export const defaults = {
  logits: {
    summary: "Divergence of the student's softened probabilities from the teacher's",
    source: 'Hinton, Vinyals & Dean 2015, arXiv:1503.02531',
    heading: 'On logits',
  },
  features: {
    summary: 'Mean square of the difference of the features',
    source: 'Romero et al. 2015, arXiv:1412.6550',
    heading: 'On feature maps',
  },
  relations: {
    summary: 'Which examples of the batch are like which',
    source: 'Tung & Mori 2019, arXiv:1907.09682',
    heading: 'On the examples of a batch',
  },
}
