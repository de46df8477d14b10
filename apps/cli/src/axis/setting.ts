import { readFile } from 'node:fs/promises';
import {
  type FaultRule,
  type PartnerSetting,
  readFaultRules,
  type SimulatedAgency,
  type SimulatedSystem,
} from '@congvu/axis/simulator';
import { UsageError } from '../command-line.ts';

/** What `--setting` holds; `--example` prints a complete one. */
export interface AxisSetting {
  agencies: SimulatedAgency[];
  systems: SimulatedSystem[];
  partners: PartnerSetting[];
  faults: FaultRule[];
}

/** Fictional bodies around Lai Châu; codes below level 1 are made up, and the secrets are for trials only. */
export const EXAMPLE_SETTING: AxisSetting = {
  agencies: [
    { code: 'H35', name: 'UBND tỉnh Lai Châu (thử nghiệm)', codeQcvn102: '000.00.00.H35' },
    { code: 'H35.9', name: 'UBND huyện Mẫu', codeQcvn102: '000.00.09.H35', parentCode: 'H35' },
    {
      code: 'H35.3',
      name: 'Sở Thông tin Mẫu',
      codeQcvn102: '000.00.03.H35',
      parentCode: 'H35',
      mail: 'vanthu@so.example.vn',
    },
    { code: 'H35.10', name: 'UBND huyện Bên cạnh', parentCode: 'H35' },
    { code: 'G12.1', name: 'Văn phòng Bộ Mẫu' },
    { code: '020100100100', name: 'Công ty Điện nước Mẫu' },
  ],
  systems: [
    {
      id: 'test.h35.09',
      secret: 'khoa-thu-nghiem-huyen',
      agencies: ['H35.9'],
      username: 'huyen',
      password: 'mat-khau-thu',
      applicationCode: 'QLVB',
    },
    {
      id: 'test.h35.10',
      secret: 'khoa-thu-nghiem-ben-canh',
      agencies: ['H35.10'],
      username: 'bencanh',
      password: 'mat-khau-thu',
      applicationCode: 'QLVB',
    },
  ],
  partners: [
    { code: 'H35.3', behaviour: 'polite', stepMs: 2000 },
    { code: 'G12.1', behaviour: 'slow', stepMs: 2000 },
    { code: '020100100100', behaviour: 'refuses', stepMs: 2000, reason: 'Văn bản không thuộc trách nhiệm của đơn vị' },
  ],
  faults: [],
};

export const EXAMPLE_FAULTS: FaultRule[] = [
  { id: 'gửi trùng', match: { to: 'H35.9', every: 5 }, do: 'duplicate' },
  { id: 'đảo thứ tự', match: { kind: 'status', chance: 0.2 }, do: 'reorder' },
  { id: 'mất trả lời sau khi đã nhận', match: { call: 'sendEdoc', nth: 3 }, do: 'drop_answer' },
  { id: 'đứt khi tải', match: { call: 'downloadEdoc', nth: [2, 4] }, do: 'cut', atByte: 65536 },
];

async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageError(`Không đọc được tệp ${file}.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`Tệp ${file} không phải JSON.`);
  }
}

function listIn(value: object, name: string): Record<string, unknown>[] {
  const list: unknown = (value as Record<string, unknown>)[name] ?? [];
  if (!Array.isArray(list) || list.some((item) => typeof item !== 'object' || item === null)) {
    throw new UsageError(`"${name}" phải là danh sách; xem congvu axis --example.`);
  }
  return list;
}

function assertTexts(items: readonly Record<string, unknown>[], list: string, names: readonly string[]): void {
  for (const [index, item] of items.entries()) {
    for (const name of names) {
      if (typeof item[name] !== 'string' || item[name] === '') {
        throw new UsageError(`${list}[${index}].${name} phải là chữ; xem congvu axis --example.`);
      }
    }
  }
}

/** @throws UsageError names the place that is wrong */
export async function readSetting(file: string): Promise<AxisSetting> {
  const value = await readJson(file);
  if (typeof value !== 'object' || value === null) {
    throw new UsageError(`Tệp ${file} không phải cấu hình; xem congvu axis --example.`);
  }
  const [agencies, systems, partners] = ['agencies', 'systems', 'partners'].map((name) => listIn(value, name));
  assertTexts(agencies ?? [], 'agencies', ['code', 'name']);
  assertTexts(systems ?? [], 'systems', ['id', 'secret']);
  assertTexts(partners ?? [], 'partners', ['code', 'behaviour']);
  const loose = (systems ?? []).findIndex(({ agencies: codes }) => !Array.isArray(codes));
  if (loose !== -1) {
    throw new UsageError(`systems[${loose}].agencies phải là danh sách mã.`);
  }
  // The names above were looked at; what else is wrong shows when the simulator uses it.
  return { agencies, systems, partners, faults: readFaultRules(listIn(value, 'faults')) } as unknown as AxisSetting;
}

export async function readFaultFile(file: string): Promise<FaultRule[]> {
  return readFaultRules(await readJson(file));
}
