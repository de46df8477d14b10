import { isLogKey, type VerifyEvidenceOptions } from '@congvu/evidence';
import { parseCall, UsageError } from '../command-line.ts';
import { readInstant } from '../pdf/instant.ts';
import { readEvidence, readTrust } from '../pdf/trust.ts';

export interface EvidenceCall {
  files: string[];
  json: boolean;
  extract: string | undefined;
  verify: VerifyEvidenceOptions;
}

/** Eight groups of four, however they were copied. */
function assertFingerprint(key: string): string {
  if (!/^[0-9a-f]{32}$/i.test(key.replace(/[\s:.-]/g, ''))) {
    throw new UsageError(
      `--key "${key}": vân tay khóa có 32 chữ số thập lục phân, ví dụ "21FE 31DF A154 A261 626B F854 046F D227"`,
    );
  }
  return key;
}

/** As the page of the audit trail and `congvu audit verify --key` have it; what is none must not end as a fault of the archive. */
function assertLogKey(key: string): string {
  if (!isLogKey(key)) {
    throw new UsageError(
      `--log-key "${key}": không phải khóa nhật ký (dạng tên+mã băm+khóa, chép từ trang Nhật ký của cơ quan)`,
    );
  }
  return key;
}

/** The words of `congvu evidence verify|show`. @throws UsageError */
export async function readCall(args: string[], usage: string): Promise<EvidenceCall> {
  const { values, positionals } = parseCall(args, {
    trust: { type: 'string', multiple: true, default: [] },
    crl: { type: 'string', multiple: true, default: [] },
    ocsp: { type: 'string', multiple: true, default: [] },
    key: { type: 'string', multiple: true, default: [] },
    'log-key': { type: 'string', multiple: true, default: [] },
    at: { type: 'string' },
    extract: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  if (positionals.length === 0) {
    throw new UsageError(`cách dùng: congvu ${usage}`);
  }
  const keys = values.key.map(assertFingerprint);
  const logKeys = values['log-key'].map(assertLogKey);
  const trust = await readTrust(values.trust);
  const evidence = await readEvidence(values.crl, values.ocsp);
  const at = values.at === undefined ? {} : { at: readInstant(values.at) };
  return {
    files: positionals,
    json: values.json,
    extract: values.extract,
    verify: { keys, logKeys, trust, evidence, ...at },
  };
}
