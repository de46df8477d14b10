import type { ScanView } from '@congvu/contracts';
import { printDate } from '@congvu/forms';
import ExcelJS from 'exceljs';

/** Characters with which a spreadsheet starts a formula (CWE-1236). */
const FORMULA_START = /^[=+\-@\t\r]/;
type Cell = string | number;

interface Sheet {
  name: string;
  heads: string[];
  rows: Cell[][];
}

function safe(cell: Cell): Cell {
  return typeof cell === 'string' && FORMULA_START.test(cell) ? `'${cell}` : cell;
}

function shown(day: string | null): string {
  return day === null ? '' : printDate(day);
}

type Finding = ScanView['findings'][number];

function findings(scans: readonly ScanView[], kind: Finding['kind'], cells: (finding: Finding) => Cell[]): Cell[][] {
  return scans.flatMap((scan) =>
    scan.findings
      .filter((finding) => finding.kind === kind)
      .map((finding) => [
        scan.agencyName,
        scan.unitName,
        shown(scan.scannedOn),
        finding.ip,
        finding.machineName,
        ...cells(finding),
      ]),
  );
}

const PLACE = ['Cơ quan', 'Đơn vị', 'Ngày quét'];
const MACHINE = [...PLACE, 'Machine ip', 'Machine name'];

/** The elements of AVReport of the national envelope, one sheet each (spec interchange.md §11). */
function sheetsOf(scans: readonly ScanView[]): Sheet[] {
  return [
    {
      name: 'Tổng hợp',
      heads: [...PLACE, 'Số máy', 'Đã quét', 'Phần mềm', 'Phát hiện', 'Người khai', 'Ghi chú'],
      rows: scans.map((scan) => [
        scan.agencyName,
        scan.unitName,
        shown(scan.scannedOn),
        scan.machines,
        scan.scanned,
        scan.engine,
        scan.findings.length,
        scan.declaredBy,
        scan.note,
      ]),
    },
    {
      name: 'Malware',
      heads: [...MACHINE, 'MalwareName', 'MalwareType', 'MalwareBehavior', 'TypeOfDevice', 'NumberFile'],
      rows: findings(scans, 'malware', (one) => [one.name, one.malwareType, one.behavior, one.device, one.files]),
    },
    {
      name: 'Connection',
      heads: [...MACHINE, 'Program', 'Sha2', 'TargetIP'],
      rows: findings(scans, 'connection', (one) => [one.name, one.sha256, one.targetIp]),
    },
    {
      name: 'Vulnerability',
      heads: [...MACHINE, 'Name', 'OSName'],
      rows: findings(scans, 'vulnerability', (one) => [one.name, one.osName]),
    },
    {
      name: 'OS',
      heads: [...PLACE, 'OSName', 'LastUpdate', 'Số máy'],
      rows: scans.flatMap((scan) =>
        scan.systems.map((system) => [
          scan.agencyName,
          scan.unitName,
          shown(scan.scannedOn),
          system.osName,
          shown(system.lastUpdate),
          system.machines,
        ]),
      ),
    },
    {
      name: 'Update',
      heads: [...PLACE, 'NumberMachineNotUpdateOn15Day'],
      rows: scans.map((scan) => [scan.agencyName, scan.unitName, shown(scan.scannedOn), scan.notUpdated15Days]),
    },
    {
      name: 'QualityFeature',
      heads: [...PLACE, 'AutoProtect', 'EnableFirewall'],
      rows: scans.map((scan) => [
        scan.agencyName,
        scan.unitName,
        shown(scan.scannedOn),
        scan.autoProtect,
        scan.firewall,
      ]),
    },
  ];
}

function width(sheet: Sheet, column: number): number {
  const longest = Math.max(...[sheet.heads, ...sheet.rows].map((row) => String(row[column] ?? '').length));
  return Math.min(48, Math.max(10, longest + 2));
}

export async function renderScanReport(title: string, scans: readonly ScanView[]): Promise<Buffer> {
  const workbook = new ExcelJS.Workbook();
  for (const part of sheetsOf(scans)) {
    const sheet = workbook.addWorksheet(part.name, { views: [{ state: 'frozen', ySplit: 2 }] });
    sheet.columns = part.heads.map((_, column) => ({ width: width(part, column) }));
    sheet.addRow([safe(title)]).font = { bold: true, size: 13 };
    sheet.addRow(part.heads).font = { bold: true };
    for (const row of part.rows) {
      sheet.addRow(row.map(safe));
    }
  }
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
