import { describeKernels } from '../testing/kernel-cases'
import { products } from './products'
import { productCases } from './testing/products-cases'

describeKernels('products', products, productCases)
