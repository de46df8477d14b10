import type { DomainCheckStep } from '@congvu/contracts';
import type { MailWorld } from '../mailflow.flow.ts';
import { type DomainFacts, dnsRecordsFor } from './domain-records.ts';
import { type Looked, look, tagsOf } from './read-names.ts';
import { countSpfLookups, SPF_LOOKUPS, spfRecords } from './spf-lookups.ts';

type Step = DomainCheckStep;
type Verdict = Pick<Step, 'state' | 'advice'>;

const SILENT = 'Máy chủ tên miền (DNS) chưa trả lời nên chưa biết. Kiểm tra lại sau ít phút.';

function step(code: string, label: string, looked: Looked, judge: (values: string[]) => Verdict): Step {
  if (!looked.known) {
    return { code, label, state: 'unknown', found: '', advice: SILENT };
  }
  return { code, label, found: looked.values.join(' | ').slice(0, 1_000), ...judge(looked.values) };
}

const OK: Verdict = { state: 'ok', advice: '' };

function wanted(facts: DomainFacts, purpose: string): { name: string; value: string }[] {
  return dnsRecordsFor(facts).filter((record) => record.purpose === purpose);
}

function publish(record: { name: string; value: string } | undefined): string {
  return record === undefined ? '' : `Công bố bản ghi ${record.name}: ${record.value}`;
}

function hostOfMx(value: string): string {
  return (value.split(/\s+/)[1] ?? '').toLowerCase().replace(/\.$/, '');
}

async function checkMx({ names }: MailWorld, facts: DomainFacts): Promise<Step> {
  const label = facts.parked ? 'Tên miền không nhận thư' : 'Máy chủ nhận thư (MX)';
  return step('mx', label, await look(names, facts.domain, 'MX'), (values) => {
    const hosts = values.map(hostOfMx);
    if (facts.parked) {
      return hosts.every((host) => host === '') && hosts.length > 0
        ? OK
        : { state: 'warning', advice: publish(wanted(facts, 'mx')[0]) };
    }
    if (hosts.filter((host) => host !== '').length === 0) {
      const advice = publish(wanted(facts, 'mx')[0]);
      return {
        state: 'missing',
        advice: advice === '' ? 'Khai máy chủ nhận thư của tên miền rồi công bố bản ghi MX.' : advice,
      };
    }
    const strangers = hosts.filter((host) => !facts.mxHosts.includes(host));
    return facts.mxHosts.length === 0 || strangers.length === 0
      ? OK
      : {
          state: 'warning',
          advice: `Máy chủ ${strangers.join(', ')} không có trong khai báo. Bỏ bản ghi thừa hoặc khai thêm.`,
        };
  });
}

async function checkSpf({ names }: MailWorld, facts: DomainFacts): Promise<Step> {
  const looked = await look(names, facts.domain, 'TXT');
  const records = looked.known ? spfRecords(looked.values) : [];
  const [only = ''] = records;
  const lookups = only === '' ? 0 : await countSpfLookups(names, only);
  const found: Looked = looked.known && lookups !== undefined ? { known: true, values: records } : { known: false };
  return step('spf', 'Máy chủ được gửi thư (SPF)', found, () => {
    if (records.length === 0) {
      return { state: 'missing', advice: publish(wanted(facts, 'spf')[0]) };
    }
    if (records.length > 1) {
      return { state: 'missing', advice: 'Có nhiều bản ghi SPF nên nơi nhận coi như không có. Chỉ giữ một bản ghi.' };
    }
    if ((lookups ?? 0) > SPF_LOOKUPS) {
      return {
        state: 'missing',
        advice: `SPF hỏi quá ${SPF_LOOKUPS} lần nên không còn hiệu lực (RFC 7208). Bớt include.`,
      };
    }
    const absent = facts.senderIps.filter((ip) => !only.toLowerCase().includes(ip.toLowerCase()));
    if (absent.length > 0) {
      return { state: 'warning', advice: `SPF chưa có ${absent.join(', ')}. ${publish(wanted(facts, 'spf')[0])}` };
    }
    return /\s-all\s*$/i.test(only)
      ? OK
      : {
          state: 'warning',
          advice: 'SPF chưa kết thúc bằng -all nên máy chủ lạ vẫn gửi được. Đổi phần cuối thành -all.',
        };
  });
}

async function checkKey({ names }: MailWorld, facts: DomainFacts, key: DomainFacts['keys'][number]): Promise<Step> {
  const name = `${key.selector}._domainkey.${facts.domain}`;
  const label = `Khóa ký ${key.algorithm === 'rsa' ? 'RSA' : 'Ed25519'} (${key.selector})`;
  return step(`dkim.${key.selector}`, label, await look(names, name, 'TXT'), (values) => {
    const [first] = values;
    if (first === undefined) {
      return { state: 'missing', advice: `Công bố bản ghi ${name}, giá trị ở bảng bản ghi.` };
    }
    return values.length === 1 && (tagsOf(first).get('p') ?? '').replaceAll(/\s/g, '') === key.publicKey
      ? OK
      : {
          state: 'missing',
          advice: `Bản ghi ${name} khác khóa nên chữ ký không được công nhận. Thay bằng giá trị ở bảng bản ghi.`,
        };
  });
}

const NEXT_POLICY = { none: 'quarantine', quarantine: 'reject', reject: undefined } as const;

async function checkDmarc({ names }: MailWorld, facts: DomainFacts): Promise<Step> {
  const looked = await look(names, `_dmarc.${facts.domain}`, 'TXT');
  return step('dmarc', 'Chính sách với thư mạo danh (DMARC)', looked, (values) => {
    const records = values.filter((value) => /^v=DMARC1\s*(?:;|$)/i.test(value.trim()));
    const [only] = records;
    if (only === undefined || records.length > 1) {
      return { state: 'missing', advice: publish(wanted(facts, 'dmarc')[0]) };
    }
    const said = tagsOf(only).get('p')?.toLowerCase() ?? '';
    const planned = facts.parked ? 'reject' : facts.dmarcPolicy;
    if (said !== planned) {
      return {
        state: 'warning',
        advice: `Đang là p=${said}, khai báo là p=${planned}. ${publish(wanted(facts, 'dmarc')[0])}`,
      };
    }
    const next = NEXT_POLICY[planned];
    return next === undefined
      ? OK
      : {
          state: 'warning',
          advice: `Thư mạo danh chưa bị từ chối. Xem báo cáo 2 tuần, nếu thư của mình đều đạt thì nâng lên p=${next}.`,
        };
  });
}

async function checkSts({ names, sts }: MailWorld, facts: DomainFacts): Promise<Step> {
  const label = 'Bắt buộc mã hóa khi nhận (MTA-STS)';
  if (facts.stsMode === 'none') {
    return {
      code: 'sts',
      label,
      state: 'warning',
      found: '',
      advice: 'Chưa bật. Chọn “Thử” khi máy chủ nhận thư đã có chứng thư hợp lệ.',
    };
  }
  const looked = await look(names, `_mta-sts.${facts.domain}`, 'TXT');
  const policy = looked.known && looked.values.length > 0 ? await sts(facts.domain) : undefined;
  return step('sts', label, looked, (values) => {
    const record = values.find((value) => /^v=STSv1\s*;/i.test(value));
    if (record === undefined) {
      return { state: 'missing', advice: publish(wanted(facts, 'sts')[0]) };
    }
    if (policy === undefined || policy.mode !== facts.stsMode) {
      return {
        state: 'missing',
        advice: `Không đọc được chính sách tại https://mta-sts.${facts.domain}/.well-known/mta-sts.txt. Trỏ tên mta-sts.${facts.domain} về máy chủ này và cấp chứng thư https.`,
      };
    }
    if (tagsOf(record).get('id') !== facts.stsId) {
      return {
        state: 'warning',
        advice: `Chính sách đã đổi, mã trong bản ghi chưa đổi. ${publish(wanted(facts, 'sts')[0])}`,
      };
    }
    return facts.stsMode === 'enforce'
      ? OK
      : { state: 'warning', advice: 'Đang thử. Sau 2 tuần không có báo cáo lỗi thì chuyển sang “Bắt buộc”.' };
  });
}

async function checkTlsRpt({ names }: MailWorld, facts: DomainFacts): Promise<Step> {
  const looked = await look(names, `_smtp._tls.${facts.domain}`, 'TXT');
  return step('tls_rpt', 'Báo cáo lỗi mã hóa (TLS-RPT)', looked, (values) => {
    if (values.some((value) => /^v=TLSRPTv1\s*;/i.test(value))) {
      return OK;
    }
    const record = wanted(facts, 'tls_rpt')[0];
    return {
      state: 'missing',
      advice: record === undefined ? 'Khai địa chỉ nhận báo cáo của tên miền trước.' : publish(record),
    };
  });
}

/** "Kiểm tra tên miền thư": each record as the world sees it, with what to do. Nothing is asked but the name service and our own policy. */
export async function checkDomain(world: MailWorld, facts: DomainFacts): Promise<Step[]> {
  const common = [await checkMx(world, facts), await checkSpf(world, facts), await checkDmarc(world, facts)];
  if (facts.parked) {
    return common;
  }
  const keys = await Promise.all(facts.keys.map((key) => checkKey(world, facts, key)));
  return [...common, ...keys, await checkSts(world, facts), await checkTlsRpt(world, facts)];
}

export function scoreOf(steps: readonly Step[]): number | null {
  if (steps.length === 0) {
    return null;
  }
  const points = steps.map(({ state }) => (state === 'ok' ? 1 : state === 'warning' ? 0.5 : 0));
  return Math.round((points.reduce<number>((sum, point) => sum + point, 0) / steps.length) * 100);
}
