import type { SigningAlgorithm } from '@congvu/pki';
import type { PlainError } from './errors.ts';
import type { TokenIdentity } from './pkcs11/identities.ts';
import type { ItemOutcome, ModuleReport, PinState } from './pkcs11/index.ts';

export interface SourceReport {
  name: string;
  path: string;
  isDemo: boolean;
  /** What the module sees, or why it could not be asked. */
  seen: ModuleReport | PlainError;
  identities: TokenIdentity[];
}

export interface SourceRequest {
  certificateSha256: string;
  algorithm: SigningAlgorithm;
  /** Signed attributes, or a login challenge with its prefix. */
  items: { key: string; data: Uint8Array }[];
  /** undefined: the login of an earlier batch is still held, or the token has a keypad. */
  pin: string | undefined;
  onItem: (index: number, outcome: ItemOutcome) => void;
  signal: AbortSignal;
}

/** Where keys are: one PKCS#11 module, or a file for demonstration. */
export interface KeySource {
  /** Never throws: what is wrong is in the report. */
  look(): Promise<SourceReport>;
  /** @throws SignerError when nothing could be tried */
  sign(request: SourceRequest): Promise<ItemOutcome[]>;
  close(): Promise<void>;
}

export interface FoundIdentity {
  source: KeySource;
  isDemo: boolean;
  found: TokenIdentity;
}

export interface PinNeed {
  /** false: still logged in, or the token asks on its own keypad. */
  isAsked: boolean;
  hasPinPad: boolean;
  state: PinState;
}

export function pinNeed({ token }: TokenIdentity): PinNeed {
  return { isAsked: !token.isLoggedIn && !token.hasPinPad, hasPinPad: token.hasPinPad, state: token.pin };
}

/** All sources looked at together; of a certificate seen by two drivers the first counts. */
export async function lookAtAll(
  sources: readonly KeySource[],
): Promise<{ reports: SourceReport[]; identities: FoundIdentity[] }> {
  const reports = await Promise.all(sources.map((source) => source.look()));
  const identities = new Map<string, FoundIdentity>();
  reports.forEach((report, index) => {
    const source = sources[index];
    for (const found of report.identities) {
      if (source !== undefined && !identities.has(found.identity.id)) {
        identities.set(found.identity.id, { source, isDemo: report.isDemo, found });
      }
    }
  });
  return { reports, identities: [...identities.values()] };
}
