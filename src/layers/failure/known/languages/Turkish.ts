import type { Said } from "../Said.ts"

/** What Postgres and libpq say in Turkish, of their catalogues of 9.6 to 18. */
export const turkish: ReadonlyArray<Said> = [
  [
    "53300",
    "üzgünüm, istemci sayısı çok fazla",
    "kalan bağlantı sayısı, replikasyon dışındaki superuser bağlantıları için ayrıldı",
    '"%s" rol bağlantı sayısı aşılmıştır',
    '"%s" veritabanı bağlantı sayısı aşılmıştır'
  ],
  ["53100", '"%s" dosyası genişletilemiyor: %s', "Aygıt üzerinde boş yer yok"],
  ["53200", "yetersiz bellek", "bellek yetersiz", "shared memory yetersiz"],
  ["53400", "geçici dosya boyutu temp_file_limit (%dkB) sınırını aşmaktadır"],
  [
    "57P01",
    "yönetici talimatı doğrultusunda bağlantı kesildi",
    "beklenmeyen postmaster çıkışı sonrası bağlantı kesiliyor"
  ],
  ["57P02", "diğer aktif sunucu sürecinin durması nedeniyle bağlantı kapatılmıştır"],
  ["57P03", "veritabanı başlatılıyor", "veritabanı kapatılıyor", "veritabanı kurtarma modundadır"],
  ["57014", "sorgu zaman aşımına uğradı ve iptal edildi", "kullanıcı isteği ile sorgu iptal edildi"],
  [
    "55P03",
    '"%s" tablosundaki satır için lock alınamadı',
    '"%s" tablosundaki satır için kilit (lock) alınamadı',
    '"%s" tablosu için kilit alınamadı',
    '"%s" tablosu için lock alınamadı'
  ],
  [
    "40001",
    "eşzamanlı güncelleme (update) nedeniyle erişim sıralanamadı (serialize)",
    "eşzamanlı update nedeniyle erişim sıralanamıyor",
    "eşzamanlı silme (delete) nedeniyle erişim sıralanamadı (serialize)",
    "işlemler (transaction) arasındaki okuma/yazma bağımlılıkları nedeniyle erişim serialize edilemiyor"
  ],
  [
    "40001 canceling statement due to conflict with recovery",
    "kurtarma işlemi ile çakışmadan dolayı sorgu iptal ediliyor"
  ],
  ["40P01", "çıkmaz (deadlock) durumu saptandı", "ÖlüKilit konumu saptandı"],
  ["26000", 'hazırlanmış sorgu "%s" mevcut değil'],
  ["42P05", '"%s" hazırlanmış sorgusu zaten mevcut'],
  ["0A000 cached plan must not change result type", "önbelleğe alınmış plan sonuç tipini değiştiremez"],
  ["28P01", '"%s" kullanıcısı için şifre doğrulaması başarısız oldu'],
  [
    "28000",
    'pg_hba.conf "%s" istemcisinden "%s" kullanıcısı ile "%s" veritabanına gelen replikasyon bağlantısını reddetti, %s',
    '"%s" kullanıcısı için peer kimlik doğrulaması başarısız oldu',
    '"%s" kullanıcısı için Ident kimlik doğrulaması başarısız oldu',
    '"%s" kullanıcısı için sertifika kimlik doğrulaması başarısız oldu',
    '"%s" rolünun sisteme giriş hakkı yoktur',
    '"%s" adresi, "%s" kullanıcısı, "%s" veritabanı için pg_hba.conf içinde bir tanım yok',
    '"%s" istemcisinden "%s" kullanıcısı ile  gelen replikasyon bağlantısı için pg_hba.conf girdisi yok, %s',
    '"%s" kullanıcısı için LDAP kimlik doğrulaması başarısız',
    '"%s" kullanıcısı için GSSPI  kimlik doğrulaması başarısız',
    '"%s" kullanıcısı için PAM kimlik doğrulaması başarısız oldu'
  ],
  ["3D000", '"%s" veritabanı mevcut değil'],
  ["23505", 'tekrar eden kayıt, "%s" tekil kısıtlamasını ihlal etmektedir'],
  [
    "23503",
    '"%s" tablosu üzerindeki ekleme veya güncelleme işlemi "%s" foreign key kısıtlamasını ihlal ediyor',
    '"%s" tablosu üzende işlem "%s" foreign key constrainti ihlal ediyor',
    '"%s" tablosu üzerinde işlem "%s" foreign key kısıtlamasını ihlal ediyor',
    '"%s" tablosu üzerinde yapılan update veya delete işlemi "%s" tablosunun "%s" bütünlük kısıtlamasını ihlal ediyor'
  ],
  ["23502", '"%s" sütununda null değeri not-null kısıtlamasını ihlal ediyor'],
  ["23514", '"%s" tablosuna girilen yeni satır "%s" check kısıtlamasını ihlal ediyor'],
  ["25P02", "geçerli transaction durduruldu, transaction blokunun sonuna kadar komutlar yok sayılacak"],
  ["25001", "%s bir transaction bloğu içinde çalışamaz"],
  ["42P01", '"%s" nesnesi mevcut değil', '"%s.%s" nesnesi mevcut değil'],
  [
    "42703",
    '"%s" sütunu mevcut değil',
    '"%s" kolonu "%s" tablosunda mevcut değil',
    "%s.%s sütunu mevcut değil"
  ],
  ["42883", "%s fonksiyonu mevcut değildir", "operator mevcut değil: %s"],
  ["42704", '"%s" rolü mevcut değil', '"%s" tipi mevcut değil'],
  [
    "42501",
    "%s tablosuna erişim engellendi",
    "%s şemasına erişim engellendi",
    "%s veritabanına erişim engellendi",
    "%s fonksiyonuna erişim engellendi",
    "%s tablosunun sahibi olmalısınız"
  ],
  ["42601", '"%s"  yerinde söz dizim hatası', "giriş sonuna söz dizim hatası"],
  ["22P02", '%s tipi için geçersiz giriş sözdizimi: "%s"', '%s tipi için geçersiz girdi sözdizimi: "%s"'],
  ["22001", "varying(%d)  veri tipi için çok uzun"],
  ["08006", "açık işlemi (transaction) olan istemci bağlantısında beklenmeyen EOF"],
  ["42P07", '"%s" nesnesi zaten mevcut'],
  [
    "ECONNRESET",
    "sunucu bağlantıyı beklenmedik şekilde kapattı",
    "SSL bağlantısı beklenmeyen şekilde sonlandırıldı",
    "SSL bağlantısı beklenmeyen şekilde sonlandı",
    "sunucudan veri alınamadı: %s",
    "sunucuya veri gönderilemedi: %s",
    "Bağlantı karşıdan kesildi",
    "Veri alınamıyor"
  ],
  ["ENOTFOUND", '"%s" makine adı bir adrese çevirilemedi: %s'],
  ["TLS_REFUSED", "sunucu SSL desteklemiyor, ama SSL gerekli idi"],
  ["ECONNREFUSED", "Bağlantı reddedildi"],
  ["EHOSTUNREACH", "Makinaya ağ üzerinden yol yok", "Ağ erişilebilir durumda değil"],
  ["ETIMEDOUT", "Bağlantıda zaman aşımı"],
  [
    "08006",
    "zamanaşımı nedeniyle mantıksal replikasyon worker sonlandırılıyor",
    "zamanaşımı dolayısıyla walreceiver süreci sonlandırılıyor"
  ],
  ["23502", '"%s" tablosunun "%s" sütununda null değerler mevcut', "%s domaini null değerleri almamaktadır"],
  ["23505", '"%s" tekil (unique) indeksi yaratılamadı', '"%s" tekil indexi yaratılamadı'],
  [
    "23514",
    '"%s" tablosunun "%s" sütununda yeni constrainti ihlal eden değerler mevcut',
    '"%s" tablosuna girilen yeni satır, bölümleme (partition) kısıtlamasını ihlal ediyor',
    'satır için "%s" nesnesinde partition bulunmuyor',
    '%s domaine kaydedilecek değer "%s" check kısıtlamasını desteklememektedir'
  ],
  [
    "23P01",
    'uyuşmayan kayıt, "%s" exclusion kısıtlamasını ihlal etmektedir',
    '"%s" eclusion kıstılaması (constraint) oluşturulamadı'
  ],
  [
    "25006",
    "bir paralel işlem sırasında geçici tablo oluşturulamıyor",
    "kurtarma sırasında geçici tablo oluşturulamıyor",
    "kurtarma sırasında replikasyon orijinleri değiştirilemez"
  ],
  [
    "28000",
    "başlatma paketinde PostgreSQL kullanıcı adı belirtilmemiştir",
    'pg_hba.conf "%s" istemcisinden "%s" kullanıcısı ile gelen replikasyon bağlantısını reddetti, %s'
  ],
  ["3D000", '"%s" veritabanı pg_database tablosundan yok olmuş'],
  [
    "40001",
    "balangıçtaki slot snapshot'ı çok büyük",
    "kilitlenecek satır eş zamanlı bir güncelleme dolayısıyla zaten başka bir bölüme (partition) taşınmış"
  ],
  ["53000", "boş yerel arabellek bulunamadı", "çok fazla dinamik paylaşılan hafıza kontrol segmenti mevcut"],
  [
    "53200",
    "En çok olabilecek prepared transaction sayısına ulaşılmıştır",
    "azami prepared transaction sayısına ulaşılmıştır",
    '"%s" veri yapısı için shared memory yeterli değildir (%d bayt talep edildi)'
  ],
  ["53300", "talep edilen yedek (standby) bağlantı sayısı max_wal_senders değerini (şu anda %d) aşmakta"],
  ["53400", "bütün replikasyon slot'ları kullanımda"],
  [
    "54000",
    '"%s" veritabanı wraparound veri kaybı tehlikesini önlemek için yeni MultiXactIds oluşturan komutları kabul etmiyor',
    'veritabanı, "%s" veritabanında wraparound veri kaybı tehlikesini önlemek için yeni MultiXactIds oluşturan komutları kabul etmiyor',
    "veritabanı, %d OID'li veritabanında wraparound veri kaybı tehlikesini önlemek için yeni MultiXactId oluşturan bağlantıları kabul etmemektedir",
    '"%s" veritabanı wraparound ve veri kaybı tehlikesini önlemek için bağlantıları kabul etmmemktedir',
    "%d OID'li veritabanı wraparound ve veri kaybı tehlikesini önlemek için bağlantıları kabul etmemektedir",
    "%d OID'li veritabanı wraparound kaynaklı veri kaybını önlemek için bağlantıları kabul etmemektedir",
    '"%s" hash indexi içinde sayfa taşması hatası'
  ],
  [
    "55006 current user cannot be dropped",
    '%s "%s" için yapılamıyor; çünkü  bekleyen trigger olayları bulunmakta',
    '%s "%s" için yapılamıyor; çünkü bu oturumda aktif sorgular tarafından kullanılmaktadır',
    "şu anda açık olan veritabanında tablespace değişikliği yapılamaz",
    "şu anda açık olan veritabanı kaldırılamaz",
    "geçerli kullanıcı kaldıramaz",
    "oturum kullanıcısı kaldıramaz"
  ],
  [
    "55006",
    '"%s" veritabanına başka kullanıcılar tarafından erişilmektedir',
    '"%s" veritabanı mantıksal replikasyon aboneliği tarafından kullanılıyor',
    '"%s" veritabanı aktif bir mantıksal replikasyon slot\'u tarafından kullanılıyor',
    'PID %d için "%s" replikasyon slot\'u aktif',
    '"%s" replikasyon slot\'u PID %d için aktif',
    '"%s" kaynak veritabanı başka bir kullanıcı tarafından kullanılmaktadır'
  ],
  ["55006 directory already in use as a tablespace", '"%s" dizini tablespace olarak kullanımda'],
  ["55P03", '"%s" nesnesi için kilit alınamadı'],
  ["57014", "zamanaşımı nedeniyle yetkilendirme iptal edildi", "autovacuum görevi iptal ediliyor"],
  [
    "57P01",
    "yönetici talimatı doğrultusunda autovacuum süreci sonlandırılıyor",
    'yönetici talimatı doğrultusunda "%s" background worker\'ı sonlandırılıyor',
    "yönetici talimatı doğrultusunda walreceiver süreci sonlandırılıyor"
  ],
  ["72000", "snapshot çok eski"]
]
