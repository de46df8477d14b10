/** A paper without a scan that a clerk enters into the register. */
export function typedPaper(serial: number) {
  return {
    facts: {
      numberSymbol: `${serial}/TB-THỬ`,
      issuedOn: '2021-03-15',
      issuingAgencyName: 'Văn phòng thử độ bền',
      documentType: 'other',
      typeName: 'Thông báo',
      abstract: `Thông báo số ${serial} về việc thử độ bền của hệ thống ${'x'.repeat(1_000)}`,
    },
    uploadIds: [],
  };
}
