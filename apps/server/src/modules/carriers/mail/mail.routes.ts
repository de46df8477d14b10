import { MailItemAnswer, MailItemPage, MailItemParams, MailItemQuery, PackageImport } from '@congvu/contracts';
import { invalid } from '../../../platform/errors.ts';
import { defineRoute, type Route, type UploadedFile } from '../../../platform/http/route.ts';
import type { CarrierPorts } from '../carrier.ts';
import { dismissMailItem } from './commands/dismiss-item.ts';
import { importPackage } from './commands/import-package.ts';
import { listMailItems } from './queries/list-items.ts';
import type { MailResolver } from './receive/verify-sender.ts';

async function oneFile(files: AsyncIterable<UploadedFile>): Promise<UploadedFile> {
  for await (const file of files) {
    return file;
  }
  throw invalid('carriers.package_unreadable', 'Chưa chọn tệp. Chọn tệp .edxml hoặc .eml.');
}

export function mailRoutes(ports: CarrierPorts, resolver: MailResolver): Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/api/connections/mail-items',
      policy: 'mail_packages.list',
      summary: 'Thư có gói tin chưa được nhận và thư không đến được, kèm lý do',
      query: MailItemQuery,
      response: MailItemPage,
      handle: (context, { query }) => listMailItems(context, query),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/connections/mail-items/:id/dismiss',
      policy: 'mail_packages.dismiss',
      summary: 'Đã xem thư này',
      params: MailItemParams,
      response: MailItemAnswer,
      handle: (context, { params }) => dismissMailItem(context, params.id),
    }),
    defineRoute({
      method: 'POST',
      path: '/api/connections/packages',
      policy: 'mail_packages.import',
      summary: 'Nhập gói tin từ tệp .edxml hoặc .eml',
      upload: true,
      response: PackageImport,
      handle: async (context, { files }) => importPackage(context, ports, await oneFile(files()), resolver),
    }),
  ];
}
