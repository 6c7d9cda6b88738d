/** A value, or a promise of it: an author answers in whichever way is natural. */
export type Awaitable<Value> = Value | Promise<Value>
