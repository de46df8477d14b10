import { spawnSync } from 'node:child_process';

/** What another program says of a file; undefined when it is not installed. */
export type OtherOpinion = 'valid' | 'not_valid' | 'none';

export function hasPdfsig(): boolean {
  return spawnSync('pdfsig', ['-v'], { stdio: 'ignore' }).error === undefined;
}

/**
 * pdfsig answers 0 for forgeries too: only its text counts. `valid`: every signature it checked is; it does not check document
 * timestamps. `none`: it saw no signature or could not read the file.
 */
export function askPdfsig(file: string): OtherOpinion {
  const { stdout } = spawnSync('pdfsig', [file], { encoding: 'utf8', timeout: 20_000 });
  const answers = [...(stdout ?? '').matchAll(/Signature Validation: (.*)/g)].map(([, text = '']) => text);
  if (answers.length === 0) {
    return 'none';
  }
  return answers.every((text) => text.startsWith('Signature is Valid')) ? 'valid' : 'not_valid';
}
