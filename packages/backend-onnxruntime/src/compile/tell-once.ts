/** A function that writes a message to the console the first time it is called. */
export function tellOnce(message: string): () => void {
  let told = false
  return () => {
    if (told) return
    told = true
    console.warn(message)
  }
}
