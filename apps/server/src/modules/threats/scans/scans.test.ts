import { Readable } from 'node:stream';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveUpload } from '#modules/files';
import { rawQuery } from '../../../platform/sql.ts';
import { createTestOffice, type TestOffice } from '../../../platform/testing/test-context.ts';
import { startFakeClamd } from '../../files/scan/fake-clamd.testing.ts';
import { viewCentre } from '../queries/view-centre.ts';
import { buildGuardedOffice, noticesOf } from '../threats.testing.ts';
import { tellInfection } from '../uploads/tell-infection.ts';
import { declareScan } from './declare-scan.ts';
import { exportScans } from './export-scans.ts';

let office: TestOffice;

beforeAll(async () => {
  office = await createTestOffice();
});
afterAll(() => office.close());

describe('scans of machines', () => {
  const scan = {
    unitName: 'Văn phòng UBND xã',
    machines: 12,
    scanned: 12,
    engine: 'ClamAV 1.4',
    scannedOn: '2021-03-20',
    notUpdated15Days: 2,
    autoProtect: 10,
    firewall: 12,
    systems: [{ osName: 'Windows 10', lastUpdate: '2021-03-01', machines: 12 }],
    findings: [
      {
        kind: 'malware' as const,
        machineName: 'PC-VT-01',
        ip: '10.0.0.5',
        name: '=HYPERLINK("x")',
        malwareType: 'Trojan',
        behavior: '',
        device: 'USB',
        files: 3,
        sha256: '',
        targetIp: '',
        osName: '',
      },
    ],
    note: '',
  };

  it('are declared by the unit and exported by the officer in the fields of the envelope', async () => {
    const at = await buildGuardedOffice(office);
    await declareScan(office.as(at.head), scan);
    await expect(declareScan(office.as(at.first.subject), scan)).rejects.toMatchObject({ status: 403 });
    await expect(declareScan(office.as(at.head), { ...scan, firewall: 13 })).rejects.toMatchObject({
      code: 'threats.scan_counts',
      fields: [{ path: 'firewall' }],
    });
    const centre = await viewCentre(office.as(at.officer));
    expect(centre).toMatchObject({ virusFindings: 1 });
    expect(centre.units.find((unit) => unit.agencyId === at.communeId)).toMatchObject({ machines: 12, boxes: 3 });
    const { stream } = await exportScans(office.as(at.officer), {});
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(stream as never);
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual([
      'Tổng hợp',
      'Malware',
      'Connection',
      'Vulnerability',
      'OS',
      'Update',
      'QualityFeature',
    ]);
    const malware = workbook.getWorksheet('Malware');
    expect(malware?.getRow(3).values).toEqual(expect.arrayContaining(['10.0.0.5', 'PC-VT-01', `'=HYPERLINK("x")`, 3]));
    await expect(exportScans(office.as(at.head), {})).rejects.toMatchObject({ status: 403 });
    await expect(viewCentre(office.as(at.head))).rejects.toMatchObject({ status: 403 });
  });

  it('stand beside malware somebody tried to bring in: the officer of that district alone is told', async () => {
    const at = await buildGuardedOffice(office);
    const clamd = await startFakeClamd();
    const carrier = { ...office.as(at.first.subject), config: { ...office.config, clamd: clamd.address } };
    const upload = { name: 'hoa-don.txt', declaredType: '', stream: Readable.from([Buffer.from('EVIL hoa don')]) };
    await expect(receiveUpload(carrier, upload, { maxBytes: 1_000 })).rejects.toMatchObject({ code: 'files.infected' });
    await clamd.close();
    const [job] = await rawQuery<{ payload: { agencyId: string; id: string } }>(
      office.db,
      `select payload from graphile_worker._private_jobs as job
         join graphile_worker._private_tasks as task on task.id = job.task_id
       where task.identifier = 'files.infected_upload'`,
      [],
    );
    await tellInfection(office, job?.payload.agencyId ?? '', job?.payload.id ?? '');
    const [notice] = await noticesOf(office, at.officer);
    expect(notice).toMatchObject({ kind: 'threats.infected_upload' });
    expect(await noticesOf(office, at.stranger)).toEqual([]);
    const centre = await viewCentre(office.as(at.officer));
    expect(centre.units.find((unit) => unit.agencyId === at.communeId)).toMatchObject({ virusFindings: 1 });
    expect(await viewCentre(office.as(at.stranger))).toMatchObject({ virusFindings: 0 });
  });
});
