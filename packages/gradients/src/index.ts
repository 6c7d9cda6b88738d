export { einsumGradient } from './einsum-gradient'
export { readEquation, type Equation, type Labels } from './read-equation'
export { registerGradients } from './register-gradients'
export { tileGradient } from './tile-gradient'
