import com.itextpdf.text.Document;
import com.itextpdf.text.Paragraph;
import com.itextpdf.text.Rectangle;
import com.itextpdf.text.pdf.AcroFields;
import com.itextpdf.text.pdf.PdfReader;
import com.itextpdf.text.pdf.PdfSignatureAppearance;
import com.itextpdf.text.pdf.PdfStamper;
import com.itextpdf.text.pdf.PdfWriter;
import com.itextpdf.text.pdf.TextField;
import com.itextpdf.text.pdf.security.BouncyCastleDigest;
import com.itextpdf.text.pdf.security.MakeSignature;
import com.itextpdf.text.pdf.security.PdfPKCS7;
import com.itextpdf.text.pdf.security.PrivateKeySignature;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.Certificate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Second opinion in tests only: verifies, and writes signed files as another product would. */
public class Itext {
  static void verify(String file) throws Exception {
    PdfReader reader = new PdfReader(file);
    AcroFields fields = reader.getAcroFields();
    for (String name : fields.getSignatureNames()) {
      PdfPKCS7 signature = fields.verifySignature(name);
      System.out.println(name + " " + signature.verify() + " " + fields.signatureCoversWholeDocument(name) + " "
          + fields.getRevision(name) + "/" + fields.getTotalRevisions());
    }
  }

  static void verifyTimes(String[] args) throws Exception {
    for (int index = 1; index < args.length; index++) {
      AcroFields fields = new PdfReader(args[index]).getAcroFields();
      for (String name : fields.getSignatureNames()) {
        PdfPKCS7 signature = fields.verifySignature(name);
        String imprint = signature.isTsp() || signature.getTimeStampToken() == null
            ? "none" : String.valueOf(signature.verifyTimestampImprint());
        System.out.println(name + " " + signature.verify() + " " + fields.signatureCoversWholeDocument(name) + " "
            + fields.getRevision(name) + "/" + fields.getTotalRevisions() + " imprint=" + imprint + " stamp=" + signature.isTsp());
      }
    }
  }

  static void make(String out, String kind) throws Exception {
    Document document = new Document();
    PdfWriter writer = PdfWriter.getInstance(document, new FileOutputStream(out));
    if (kind.equals("compressed")) {
      writer.setFullCompression();
    }
    document.open();
    document.add(new Paragraph("Van ban cua phan mem khac"));
    TextField field = new TextField(writer, new Rectangle(36, 600, 236, 620), "SoDen");
    writer.addAnnotation(field.getTextField());
    document.newPage();
    document.add(new Paragraph("Trang hai"));
    document.close();
  }

  static void sign(String[] args) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(new FileInputStream(args[3]), args[4].toCharArray());
    String alias = store.aliases().nextElement();
    PrivateKey key = (PrivateKey) store.getKey(alias, args[4].toCharArray());
    Certificate[] chain = store.getCertificateChain(alias);
    PdfReader reader = new PdfReader(args[1]);
    PdfStamper stamper = PdfStamper.createSignature(reader, new FileOutputStream(args[2]), '\0', null, true);
    PdfSignatureAppearance appearance = stamper.getSignatureAppearance();
    appearance.setReason("Phe duyet");
    if (args[6].equals("visible")) {
      appearance.setVisibleSignature(new Rectangle(100, Integer.parseInt(args[8]), 250, Integer.parseInt(args[8]) + 60), 1, args[5]);
    }
    if (args[7].startsWith("certify")) {
      appearance.setCertificationLevel(PdfSignatureAppearance.CERTIFIED_FORM_FILLING);
    }
    MakeSignature.CryptoStandard standard =
        args[7].endsWith("cades") ? MakeSignature.CryptoStandard.CADES : MakeSignature.CryptoStandard.CMS;
    MakeSignature.signDetached(appearance, new BouncyCastleDigest(), new PrivateKeySignature(key, "SHA-256", "BC"),
        chain, null, null, null, 0, standard);
  }

  static void fill(String in, String out, String field, String value) throws Exception {
    PdfReader reader = new PdfReader(in);
    PdfStamper stamper = new PdfStamper(reader, new FileOutputStream(out), '\0', true);
    stamper.getAcroFields().setField(field, value);
    stamper.close();
  }

  public static void main(String[] args) throws Exception {
    Security.addProvider(new BouncyCastleProvider());
    switch (args[0]) {
      case "verify": verify(args[1]); break;
      case "verify-times": verifyTimes(args); break;
      case "make": make(args[1], args[2]); break;
      case "sign": sign(args); break;
      case "fill": fill(args[1], args[2], args[3], args[4]); break;
      default: throw new IllegalArgumentException(args[0]);
    }
  }
}
