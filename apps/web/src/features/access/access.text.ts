export const text = {
  product: 'Công Vụ',
  tagline: 'Văn phòng điện tử của cơ quan nhà nước',
  secrets: 'Hệ thống không tiếp nhận văn bản có nội dung bí mật nhà nước.',
  signIn: 'Đăng nhập',
  userName: 'Tên đăng nhập',
  password: 'Mật khẩu',
  accentHint: 'Đang bật bộ gõ tiếng Việt, đã bỏ dấu giúp.',
  capsLock: 'Đang bật Caps Lock: chữ gõ vào là chữ hoa.',
  nonAscii: 'Mật khẩu đang có chữ tiếng Việt có dấu. Nếu không cố ý, tắt bộ gõ tiếng Việt rồi gõ lại.',
  forgot: 'Quên mật khẩu',
  forgotText:
    'Đề nghị quản trị của cơ quan cấp liên kết đặt lại mật khẩu. Liên kết dùng một lần, không ai khác biết mật khẩu mới.',
  noDevice: 'Không có thiết bị xác thực',
  noDeviceText:
    'Dùng một mã khôi phục đã in và cất giữ thay cho mã 6 số. Nếu không còn mã nào, đề nghị quản trị của cơ quan đặt lại xác thực hai lớp.',
  neverAsk: 'Công Vụ không bao giờ hỏi mật khẩu qua thư hoặc điện thoại.',
  passkey: 'Dùng khóa truy cập',
  certificate: 'Dùng chứng thư số',
  code: 'Mã xác thực',
  codeHint: '6 số trên ứng dụng xác thực, hoặc một mã khôi phục.',
  recoveryCode: 'Mã khôi phục',
  recoveryHint: 'Một trong mười mã đã in, dạng xxxxx-xxxxx; mỗi mã dùng một lần.',
} as const;
