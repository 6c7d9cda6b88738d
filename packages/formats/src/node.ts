export { folderStorage } from './folder-storage'
export type { FolderStorageOptions } from './folder-storage'
