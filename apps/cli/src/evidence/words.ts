import type { EvidenceManifest, EvidenceReport, FileSignatures } from '@congvu/evidence';

const VERDICTS = { valid: 'HỢP LỆ', invalid: 'KHÔNG HỢP LỆ', indeterminate: 'CHƯA ĐỦ CĂN CỨ' } as const;
const RECORDED = { ...VERDICTS, unsigned: 'KHÔNG CÓ CHỮ KÝ' } as const;
const INTEGRITIES = {
  whole: 'nguyên vẹn',
  extended_as_permitted: 'có bổ sung được phép',
  changed_after_signing: 'đã bị thay đổi sau khi ký',
  broken: 'hỏng',
} as const;
const STATES: Record<EvidenceManifest['deliveries'][number]['state'], string> = {
  queued: 'đang gửi',
  sent: 'đã gửi',
  arrived: 'đã đến',
  accepted: 'đã vào sổ',
  assigned: 'đã chuyển xử lý',
  processing: 'đang xử lý',
  done: 'đã hoàn thành',
  refused: 'từ chối nhận',
  recalled: 'đã thu hồi',
  failed: 'gửi không thành công',
  manual: 'gửi giấy',
};

const CARRIERS: Readonly<Record<string, string>> = {
  inside: 'trong cùng hệ thống',
  peer: 'nối thẳng',
  national: 'trục quốc gia',
  provincial: 'trục tỉnh',
  mail: 'thư công vụ',
};

const VIETNAM_TIME = new Intl.DateTimeFormat('vi-VN', {
  timeZone: 'Asia/Ho_Chi_Minh',
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

function when(at: string | null): string {
  if (at === null) {
    return 'chưa rõ lúc nào';
  }
  const parts = Object.fromEntries(VIETNAM_TIME.formatToParts(new Date(at)).map(({ type, value }) => [type, value]));
  return `${parts['day']}/${parts['month']}/${parts['year']} ${parts['hour']}:${parts['minute']}:${parts['second']}`;
}

function nameOf({ document }: EvidenceManifest): string {
  return [document.typeName, document.numberSymbol, document.abstract].filter((part) => part !== '').join(' ');
}

function signatureWords({ file, signatures }: FileSignatures): string[] {
  return signatures.map(({ signer, field, organisation, verdict, integrity }) => {
    const who = [signer ?? field, organisation].filter((part) => part !== null && part !== '').join(', ');
    return `  chữ ký trên ${file}: ${who}: ${VERDICTS[verdict]}, ${INTEGRITIES[integrity]}`;
  });
}

function logWords({ origin, size, root, at, proven, claimed, isKnown }: NonNullable<EvidenceReport['log']>): string[] {
  const signed = at === null ? '' : `, ký lúc ${when(at)}`;
  const by = isKnown === true ? 'đúng bằng khóa đã cho' : 'đúng bằng khóa nằm trong hồ sơ (chưa đối chiếu)';
  return [
    `  nhật ký ${origin}: điểm kiểm tra ${size} dòng, gốc ${root}${signed}; chữ ký ${by}`,
    `  ${proven}/${claimed} dòng nhật ký về văn bản có bằng chứng dẫn đến gốc của điểm kiểm tra`,
  ];
}

/** What `verify` prints of one archive. */
export function reportWords(file: string, report: EvidenceReport): string[] {
  const { manifest, seal, timestamp, log } = report;
  const direction = manifest?.kind === 'sent' ? 'gửi đi' : 'nhận về';
  return [
    `${file}: ${VERDICTS[report.verdict]}${report.intact ? ', nguyên vẹn từng byte' : ''}`,
    ...(manifest === null
      ? []
      : [`  hồ sơ ${direction} của ${manifest.agency.name} (${manifest.agency.code}): ${nameOf(manifest)}`]),
    ...(seal === null ? [] : [`  niêm phong: ${seal.holds ? 'đúng' : 'SAI'}, khóa ${seal.fingerprint}`]),
    ...(timestamp === null ? [] : [`  dấu thời gian: ${when(timestamp.at)}, ${timestamp.authority}`]),
    ...(log === null ? [] : logWords(log)),
    ...report.signatures.flatMap(signatureWords),
    ...report.reasons.map(({ code, text, place }) => `  LỖI ${code}${place === '' ? '' : ` (${place})`}: ${text}`),
    ...report.notes.map(({ text }) => `  lưu ý: ${text}`),
  ];
}

function deliveryWords({ receiver, state, arrivalNumber, events }: EvidenceManifest['deliveries'][number]): string[] {
  const number = arrivalNumber === null ? '' : `, số đến ${arrivalNumber}`;
  return [
    `  ${receiver.name} (${receiver.code}): ${STATES[state]}${number}`,
    ...events.map(({ at, state: reached, note, statusCode }) => {
      const code = statusCode === '' ? '' : ` [${statusCode}]`;
      return `    ${when(at)} ${STATES[reached]}${code}${note === '' ? '' : `: ${note}`}`;
    }),
  ];
}

function receptionWords({ reception, messages }: EvidenceManifest): string[] {
  if (reception === null) {
    return [];
  }
  const { counterpartCode = '', letter } = messages.find(({ id }) => id === reception.message) ?? {};
  const from = [letter?.from.name ?? '', `(${letter?.from.code ?? counterpartCode})`].join(' ').trim();
  const number = reception.arrivalNumber === null ? 'chưa vào sổ' : `số đến ${reception.arrivalNumber}`;
  return [
    `  nhận ${when(reception.receivedAt)}${from === '' ? '' : ` từ ${from}`}, ${number}`,
    `  kết luận chữ ký lúc nhận: ${RECORDED[reception.verdict]}. ${reception.verdictText}`,
  ];
}

function messageWords({
  kind,
  direction,
  at,
  carrier,
  transportId,
  status,
}: EvidenceManifest['messages'][number]): string {
  const what = kind === 'letter' ? 'văn bản' : `trạng thái ${status?.statusCode ?? ''}`;
  const way = [CARRIERS[carrier] ?? carrier, transportId === '' ? '' : `mã ${transportId}`].filter(
    (part) => part !== '',
  );
  const by = way.length === 0 ? '' : ` (${way.join(', ')})`;
  return `  gói tin: ${what} ${direction === 'sent' ? 'gửi' : 'nhận'} ${when(at)}${by}`;
}

/** What `show` prints of one archive, below the verdict. */
export function manifestWords(manifest: EvidenceManifest): string[] {
  const letter = manifest.messages.find((message) => message.letter !== null)?.letter;
  const { issuedOn, documentId } = manifest.document;
  return [
    `  ngày ${issuedOn}, mã văn bản ${documentId}`,
    ...(letter === undefined || letter === null
      ? []
      : letter.attachments.map(({ name, size, sha256 }) => `  tệp ${name} (${size} byte, SHA-256 ${sha256})`)),
    ...receptionWords(manifest),
    ...manifest.deliveries.flatMap(deliveryWords),
    ...manifest.messages.map(messageWords),
  ];
}
