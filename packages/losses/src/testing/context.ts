export { lossContext } from '@potstill/testkit'
