import { describe, expect, test } from 'vitest';
import { findPasswordProblems, minimumLength } from './password-rule.ts';

const owner = {
  userName: 'huongltm',
  fullName: 'Lò Thị Mai Hương',
  agencyName: 'Ủy ban nhân dân xã Bình Lư',
  hasSecondFactor: false,
  isAdministrator: false,
};

describe('a password', () => {
  test.each(['Ruong-bac-thang-2021', 'Đò xuôi, mây trắng 7', 'Chè Shan + 3 nương ngô', 'x9!Kf-qZ2_mmB7tR'])(
    'that is long and mixed passes: %s',
    (password) => {
      expect(findPasswordProblems(password, owner)).toEqual([]);
    },
  );

  test.each([
    ['Ngan-7kytu', 'cần ít nhất 14'],
    ['toan-chu-thuong-2021', 'chữ hoa'],
    ['TOAN-CHU-HOA-2021', 'chữ thường'],
    ['Khong-Co-So-Nao-Ca', 'chữ số'],
    ['KhongCoKyTu2021Nao', 'ký tự đặc biệt'],
    ['Nha-huongltm-2021', 'tên đăng nhập'],
    ['LoThiMaiHuong@2021', 'tên đăng nhập hoặc họ tên'],
    ['Lò-Thị-Mai-Hương-21', 'họ tên'],
    ['Matkhau@1234567', 'dễ đoán'],
    ['M@tkhau@1234567', 'dễ đoán'],
    ['MẬTKHẨUmậtkhẩu@12345', 'dễ đoán'],
    ['P@ssw0rd12345678!', 'dễ đoán'],
    ['UbndHuyen@2021!!', 'dễ đoán'],
    ['Aa1!Aa1!Aa1!Aa1!', 'dễ đoán'],
    ['Aaaaaaaaaaaaa1!', 'dễ đoán'],
  ])('like %s is refused: %s', (password, reason) => {
    expect(findPasswordProblems(password, owner).join(' ')).toContain(reason);
  });

  test('may be shorter with a second factor and must be longer for administrators', () => {
    expect(minimumLength({ hasSecondFactor: true, isAdministrator: false })).toBe(12);
    expect(minimumLength({ hasSecondFactor: false, isAdministrator: false })).toBe(14);
    expect(minimumLength({ hasSecondFactor: true, isAdministrator: true })).toBe(15);
    expect(findPasswordProblems('Nuong-ngo-12', { ...owner, hasSecondFactor: true })).toEqual([]);
  });

  test('counts letters, not code units, whatever the normal form', () => {
    const fourteen = 'Đường mây số 9';
    expect([...fourteen]).toHaveLength(14);
    expect(findPasswordProblems(fourteen.normalize('NFD'), owner)).toEqual(findPasswordProblems(fourteen, owner));
  });
});
