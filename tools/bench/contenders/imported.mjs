/**
 * A package that may not be there: the name is a variable, so that nothing resolves it beforehand.
 *
 * @param {string} name
 * @returns {Promise<{ module: any, missing?: undefined } | { module?: undefined, missing: string }>}
 */
export async function imported(name) {
  try {
    return { module: await import(name) }
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error)
    if (code !== 'ERR_MODULE_NOT_FOUND') return { missing: `${name}: ${message.split('\n')[0]}` }
    const unbuilt = name.startsWith('@potstill/') ? ' or not built: npm run build' : ''
    return { missing: `${name} is not installed${unbuilt}` }
  }
}
