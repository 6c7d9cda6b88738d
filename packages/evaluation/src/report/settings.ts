import { markup, type Markup } from '../markup'
import { nats, percent } from '../quantities'
import { breakable } from './breakable'
import type { EpochRecord, Report, ReportStage } from './report'

/** What the run was made with, and the numbers behind the curves. */
export function settingsSection({ environment, recipe, stages }: Report): Markup {
  const entries = Object.entries(environment)
  const list = entries.map(([name, value]) => markup`<dt>${name}</dt><dd>${value}</dd>\n`)
  const epochs = stages.filter((stage) => stage.epochs.length > 0)
  if (entries.length === 0 && recipe === undefined && epochs.length === 0) return markup``
  return markup`<section aria-labelledby="settings"><h2 id="settings">Settings</h2>
${entries.length > 0 && markup`<dl>${list}</dl>`}
${recipe !== undefined && recipeDetails(recipe)}${epochs.map(epochDetails)}</section>`
}

function recipeDetails(recipe: string): Markup {
  return markup`<details><summary>Recipe</summary><pre tabindex="0" role="region" aria-label="Recipe"><code>${recipe}</code></pre></details>\n`
}

interface Column {
  readonly label: string
  readonly text: (epoch: EpochRecord) => string
}

function epochDetails({ name, epochs }: ReportStage): Markup {
  const terms = [...new Set(epochs.flatMap(({ train }) => Object.keys(train.terms)))]
  const scored = epochs.some(({ train }) => train.accuracy !== undefined)
  const validated = epochs.some(({ validation }) => validation !== undefined)
  const columns: readonly Column[] = [
    { label: 'Total loss', text: ({ train }) => nats(train.total) },
    ...terms.map((term): Column => ({ label: term, text: ({ train }) => nats(train.terms[term]) })),
    ...(scored
      ? [{ label: 'Training accuracy', text: ({ train }: EpochRecord) => percent(train.accuracy) }]
      : []),
    ...(validated ? validationColumns : []),
    { label: 'Seconds', text: ({ seconds }) => seconds.toFixed(1) },
  ]
  const head = columns.map(({ label }) => markup`<th scope="col">${breakable(label)}</th>`)
  const body = epochs.map((epoch) => {
    const cells = columns.map(({ text }) => markup`<td>${text(epoch)}</td>`)
    return markup`<tr><th scope="row">${epoch.epoch}</th>${cells}</tr>\n`
  })
  return markup`<details><summary>Epochs of ${name}, in numbers</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Epochs of ${name}"><table>
<thead><tr><th scope="col">Epoch</th>${head}</tr></thead><tbody>${body}</tbody></table></div></details>\n`
}

const validationColumns: readonly Column[] = [
  { label: 'Validation accuracy', text: ({ validation }) => percent(validation?.accuracy) },
  { label: 'Validation cross-entropy', text: ({ validation }) => nats(validation?.crossEntropy) },
]
