export { folderStorage } from './node/folder-storage'
export type { FolderStorageOptions } from './node/folder-storage'
