import type { findingSentences } from '../../../../shared/said/finding-sentences.ts';
import type { titleSentences } from '../../../../shared/said/title-sentences.ts';

type Codes = keyof typeof findingSentences | keyof typeof titleSentences;

export const findingWords: Readonly<Record<Codes, string>> = {
  'check-database': 'Datenbank heil',
  'check-references': 'Verweise führen irgendwohin',
  'check-log': 'Schreibprotokoll (WAL)',
  'check-quarantine-folder': 'Beiseitegelegte beschädigte Dateien',
  'check-disk': 'Platz auf der Festplatte',
  'check-config': 'Einstellungen',
  'check-permissions': 'Rechte',
  'check-catalogue': 'Verzeichnis der Sicherungen',
  'check-backup': 'Letzte geprüfte Sicherung',
  'check-tracking': 'Änderungen werden verfolgt',
  'check-dns': 'Name des Servers',
  'check-server': 'Server, Anmeldung, Protokoll und Tabellen',
  'check-clock': 'Uhr',
  'check-binding': 'An eine Praxis gebunden',
  'check-queue': 'Änderungen werden gesendet',
  'check-attention': 'Konflikte und zurückgestellte Datensätze',
  'check-digests': 'Gleich mit dem Server',

  'step-diagnose': 'Alles untersuchen',
  'step-fix': 'Beheben, was nichts kostet',
  'step-backup': 'Sichern',
  'step-tracking': 'Prüfen, ob Änderungen verfolgt werden',
  'step-sync': 'Abgleichen',
  'step-compare': 'Mit dem Server vergleichen',
  'step-refetch': 'Holen, was abweicht',
  'step-restart': 'Neu starten',
  'step-proof': 'Noch einmal abgleichen und untersuchen',

  'database-whole_one': 'Jede Seite und jeder Index wurde gelesen; {count} Datensatz.',
  'database-whole_other': 'Jede Seite und jeder Index wurde gelesen; {count} Datensätze.',
  'database-why':
    'Datensätze an diesem Platz sind vielleicht nicht lesbar, und was nicht gesendet wurde, kann verloren sein.',
  'database-do': 'Stellen Sie unter „Sicherungen“ die neueste geprüfte wieder her.',
  'database-unread': 'Die Datenbank konnte nicht gelesen werden.',

  'references-lead': 'Jeder Verweis führt zu einem Datensatz.',
  'references-lost_one': '{count} Verweis führt zu einem Datensatz, der nicht hier ist.',
  'references-lost_other': '{count} Verweise führen zu Datensätzen, die nicht hier sind.',
  'references-why': 'Meist sind Datensätze zurückgestellt, oder ein Abgleich ist noch unterwegs.',
  'references-do': 'Gleichen Sie ab und sehen Sie dann unter „Konflikte“, was zurückgestellt ist.',

  'log-size': '{sizeBytes}.',
  'log-large': '{sizeBytes}, mehr als üblich.',
  'log-why':
    'Ein anderes Programm liest noch einen alten Stand; das Protokoll wächst, bis es damit aufhört.',
  'log-do': 'Schließen Sie andere Programme, die die Datenbank geöffnet haben.',
  'log-fix': 'das Protokoll in die Datenbank schreiben',

  'damaged-none': 'Keine.',
  'damaged-files': '{count} in {folder}: {files}',
  'damaged-settings-why':
    'Einstellungen waren beschädigt oder nicht lesbar; an ihrer Stelle gelten die des letzten Starts.',
  'damaged-log-why':
    'Nach einem Absturz war ein Protokoll beschädigt; Änderungen seiner letzten Minuten fehlen vielleicht.',
  'damaged-do':
    'Vergleichen Sie unter „Abgleich prüfen“ mit dem Server, sehen Sie die Einstellungen durch und löschen Sie dann die Dateien.',

  'disk-free': '{freeBytes} frei.',
  'disk-why':
    'Sicherungen und Wiederherstellungen brauchen zweimal die Größe der Datenbank; bald wird nichts mehr gespeichert.',
  'disk-do': 'Schaffen Sie Platz: {neededBytes} werden gebraucht.',

  'config-right': 'In config.json steht nur, was dort stehen darf.',

  'permissions-refused': '{path}: {code}',
  'permissions-refused-why': 'Dort kann nichts gespeichert werden.',
  'permissions-refused-do':
    'Geben Sie diesem Benutzer das Recht, den Datenordner zu lesen und zu beschreiben.',
  'permissions-own': 'Nur dieser Benutzer kann den Datenordner lesen.',
  'permissions-open': 'Andere Benutzer dieses Computers kommen in den Datenordner.',
  'permissions-open-why': 'Sie könnten die Datensätze lesen.',
  'permissions-open-do': 'Lassen Sie nur diesen Benutzer in den Ordner {home}.',
  'permissions-open-fix': 'den Ordner für andere schließen',

  'catalogue-listed': 'Jede Sicherung ist verzeichnet.',
  'catalogue-unlisted': 'In {folder} nicht verzeichnet: {files}',
  'catalogue-why':
    'Ein Blatt des Verzeichnisses fehlt oder ist beschädigt; seine Sicherung wird nicht angeboten.',
  'catalogue-do':
    'Holen Sie das Blatt aus dem zweiten Ordner zurück, oder löschen Sie beide nach einer neuen Sicherung.',

  'backup-why': 'Fällt diese Festplatte jetzt aus, ist verloren, was seither nicht gesendet wurde.',
  'backup-do': 'Sichern Sie jetzt, unter „Sicherungen“.',
  'backup-fix': 'jetzt sichern',

  'tracking-whole': 'Jede Tabelle, so wie sie jetzt ist.',
  'tracking-mended':
    'Die Verfolgung wurde neu aufgebaut für {tables}; {count} Änderungen gefunden.',

  'server-none': 'Dieser Platz hat noch keinen Server.',
  'server-silent': 'Der Server hat nicht geantwortet.',
  'server-away': 'Nicht angemeldet oder offline.',
  'server-steps': '{steps}',
  'server-why': 'Sie können weiterarbeiten; gesendet wird, sobald der Server wieder antwortet.',
  'server-do': 'Bleibt es dabei, fragen Sie, wer den Server betreut.',
  'server-answered': 'antwortete nach {roundTrip} ms',
  'server-signed-in': '{username} ({role}) bei {clinic}',
  'server-protocol': 'Protokoll {here} hier, {there} dort',
  'server-tables_one': '{count} Tabelle',
  'server-tables_other': '{count} Tabellen',
  'server-tables-missing': 'fehlt dort: {tables}',

  'dns-known': '{hostname} hat eine Adresse.',
  'dns-unknown': '{hostname}: {code}',
  'dns-why': 'Der Computer weiß nicht, wo der Server ist. Gearbeitet wird ohne ihn weiter.',
  'dns-do': 'Prüfen Sie das Netz und unter „Einstellungen“ die Adresse.',

  'clock-skew': '{seconds} s Abstand zur Uhr des Servers.',
  'clock-why':
    'Zeiten in Datensätzen und Protokollen stimmen nicht. Wer bei einem Konflikt gewinnt, hängt davon nicht ab.',
  'clock-do': 'Lassen Sie den Computer seine Uhr selbst stellen.',

  'binding-new': 'Noch nicht: Er hat noch nie abgeglichen.',
  'binding-same': '{clinic}, wie bisher.',
  'binding-other':
    'Die Adresse führt zu einem anderen Server oder einer anderen Praxis als der dieses Platzes.',
  'binding-why': 'Dorthin wird nichts gesendet, damit sich Datensätze zweier Praxen nie mischen.',
  'binding-do':
    'Berichtigen Sie die Adresse, oder melden Sie sich mit einem Konto dieser Praxis an.',

  'queue-empty': 'Nichts wartet.',
  'queue-oldest': 'Die älteste Änderung wartet seit: {waitedMs}.',
  'queue-why': 'Es gibt sie nur an diesem Platz.',
  'queue-do': 'Gleichen Sie jetzt ab.',
  'queue-fix': 'jetzt abgleichen',

  'attention-none': 'Keine.',
  'attention-some':
    'Zu entscheidende Konflikte: {conflicts}; zurückgestellte Datensätze: {quarantined}.',
  'attention-why': 'Beide Fassungen sind aufgehoben; alles andere wird weiter abgeglichen.',
  'attention-do': 'Sehen Sie unter „Konflikte“ nach.',

  'digests-equal': 'Jede Tabelle, nach ihrem Inhalt.',
  'digests-moving': 'Etwas ist noch unterwegs; ein Unterschied beweist deshalb nichts.',
  'digests-different': 'Verschieden: {tables}',
  'digests-why': 'Beide Seiten halten sich für aktuell und haben doch nicht dieselben Datensätze.',
  'digests-do': 'Sichern Sie und lassen Sie dann unten „Reparieren“ laufen.',

  'looking-failed-why':
    'Die Prüfung selbst ist fehlgeschlagen; ob das, worauf sie achtet, in Ordnung ist, weiß deshalb niemand.',
  'fix-failed': 'Das Beheben hat nicht geklappt: {error}',
};
