/** Colours of one theme. Text has a contrast of at least 4.5 to the paper, marks and lines at least 3 (WCAG 2 AA). */
export interface Palette {
  readonly paper: string
  readonly ink: string
  readonly muted: string
  readonly rule: string
  readonly grid: string
  readonly tint: string
  readonly teacher: string
  readonly baseline: string
  readonly student: string
  readonly fourth: string
  readonly fifth: string
  readonly sixth: string
}

export const light: Palette = {
  paper: '#fffefa',
  ink: '#1f1e1b',
  muted: '#63615a',
  rule: '#cfccc2',
  grid: '#ebe9e1',
  tint: '#f6f4ec',
  teacher: '#1f5f9e',
  baseline: '#6d6b64',
  student: '#c4420f',
  fourth: '#0b7a6b',
  fifth: '#8c3d94',
  sixth: '#8a6a00',
}

export const dark: Palette = {
  paper: '#17181a',
  ink: '#e9e6de',
  muted: '#a6a399',
  rule: '#44454a',
  grid: '#2b2c30',
  tint: '#1f2023',
  teacher: '#7fb5ee',
  baseline: '#a9a69d',
  student: '#ff9360',
  fourth: '#52c5b1',
  fifth: '#d69ce0',
  sixth: '#d8b852',
}
