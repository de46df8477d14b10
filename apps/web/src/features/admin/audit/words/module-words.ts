/** One module of the server as the inspector reads it. */
export interface ModuleWords {
  label: string;
  /** `issued` → `Phát hành văn bản đi`. */
  acts: Record<string, string>;
}
