export type { BackendOptions, ExecutionProvider } from './backend-options'
export { compile, type CompiledCallable } from './compile'
export { backendName, registerBackend, type RegisteredBackend } from './register-backend'
export type { SessionOptions } from './runtime/runtime'
