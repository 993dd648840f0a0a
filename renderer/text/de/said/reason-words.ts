import type { fragmentSentences } from '../../../../shared/said/fragment-sentences.ts';
import type { reasonSentences } from '../../../../shared/said/reason-sentences.ts';

type Codes = keyof typeof reasonSentences | keyof typeof fragmentSentences;

export const reasonWords: Readonly<Record<Codes, string>> = {
  'field-named': '„{fields}“',
  'field-unnamed': 'Ein Wert',
  'aside-unique': '{what} hat schon ein anderer Datensatz. Geben Sie einen anderen Wert ein.',
  'aside-missing':
    '{what} nennt einen Datensatz, den es nicht mehr gibt. Wählen Sie einen anderen.',
  'aside-missing-in':
    '{what} nennt einen Datensatz, den es unter „{table}“ nicht mehr gibt. Wählen Sie einen anderen.',
  'aside-dependants': 'Andere Datensätze brauchen ihn noch; er kann deshalb nicht gelöscht werden.',
  'aside-dependants-in':
    'Datensätze unter „{table}“ brauchen ihn noch; er kann deshalb nicht gelöscht werden.',
  'aside-empty': '{what} darf nicht leer sein.',
  'aside-not-allowed': '{what} hat einen Wert, den der Server der Praxis nicht zulässt.',
  'aside-invalid': '{what} hat einen Wert, den der Server nicht lesen konnte.',
  'aside-forbidden':
    'Sie dürfen diesen Datensatz nicht ändern. Fragen Sie die Administration der Praxis.',
  'aside-unknown':
    'Der Server kennt dieses Feld noch nicht. Es wird gesendet, sobald er aktualisiert ist.',
  'aside-too-large':
    'Der Datensatz ist größer, als der Weg zum Server trägt. Kürzen Sie seinen längsten Text.',
  'aside-group': 'Er gehört mit einer anderen Änderung zusammen, die abgelehnt wurde.',
  'aside-refused': 'Der Server hat ihn abgelehnt.',

  'suggest-edited-there':
    'Jemand hat an diesem Datensatz gearbeitet, nachdem er hier gelöscht wurde; ihn zu behalten verliert nichts.',
  'suggest-edited-here':
    'An diesem Platz gibt es neuere Arbeit an einem Datensatz, der anderswo gelöscht wurde; ihn zu behalten verliert nichts.',
  'suggest-duplicate':
    'Beide Datensätze sehen nach ein und demselben aus; sehen Sie beide an, bevor Sie einen daraus machen.',
  'suggest-still-used': 'Andere Datensätze brauchen diesen noch.',
  'suggest-rename':
    'Der Server hat diesen Wert einem anderen Datensatz gegeben; dieser braucht einen anderen Namen.',
  'suggest-taken':
    'Der Server hat diesen Wert einem anderen Datensatz gegeben; geben Sie diesem einen anderen Wert.',
  'suggest-emptied-there': 'Der andere Platz hat das Feld geleert; hier steht ein Wert.',
  'suggest-emptied-here': 'Hier wurde das Feld geleert; am anderen Platz steht ein Wert.',
  'suggest-contains': 'Der Text dieses Platzes enthält den anderen.',
  'suggest-shared':
    'Der andere Wert ist schon an jedem abgeglichenen Platz; behalten Sie diesen, wo er genauer ist.',

  'auto-stays-or-goes': 'ob ein Datensatz bleibt oder geht, muss ein Mensch sagen',
  'auto-duplicate': 'ob zwei Datensätze einer sind, muss ein Mensch sagen',
  'auto-elsewhere': 'nur der Platz, der es gefunden hat, weiß, wann der Datensatz entstand',
  'auto-no-name': 'für dieses Feld lässt sich kein anderer Wert ausdenken',
  'auto-new': 'der Datensatz entstand hier vor weniger als einer Stunde',
  'auto-only-here': 'der Server hat den Datensatz nicht',
  'auto-unknown': 'es ist nicht bekannt, was von beidem später geschrieben wurde',
  'auto-later-there': 'der Wert des Servers wurde später geschrieben',
  'auto-later-here':
    'dieser Wert wurde später geschrieben als der des Servers: Ein Mensch muss sagen, welcher stimmt',
  'auto-enough': 'mehr als {most} werden nicht auf einmal entschieden',

  'as-written': '{text}',
  'value-null': 'ein Wert ist nötig',
  'value-not-allowed': 'erlaubt ist eines von: {allowed}',
  'value-nul-character': 'das NUL-Zeichen ist nicht erlaubt',
  'value-lone-surrogate': 'enthält ein halbes Zeichen (ein einzelnes Surrogat)',
  'value-not-finite': 'muss eine endliche Zahl sein, nicht NaN oder Unendlich',
  'value-negative-zero': 'darf nicht -0 sein; nehmen Sie 0',
  'value-out-of-range':
    'liegt außerhalb der genauen ganzen Zahlen; über 2^53 als Text angeben, bis 64 Bit',
  'value-text': 'muss Text sein',
  'value-integer': 'muss eine ganze Zahl sein (über 2^53 als Text)',
  'value-real': 'muss eine Zahl sein',
  'value-decimal':
    'muss eine einfache Dezimalzahl als Text sein, etwa „12.5“ (ohne Nullen am Ende)',
  'value-boolean': 'muss ja oder nein sein',
  'value-date': 'muss ein Datum sein, etwa 2026-03-09',
  'value-timestamp': 'muss eine UTC-Zeit sein, etwa 2026-03-09T14:30:00.000Z',
  'value-json': 'muss kompakter JSON-Text sein',
  'value-blob': 'muss base64 sein',
  'value-check': 'die Tabelle lässt es nicht zu',
  'value-taken': 'ein anderer Datensatz hat diesen Wert; geben Sie einen neuen ein',
  'value-unchosen': 'zum Zusammenführen gehört ein Wert oder eine Wahl',
  'value-no-name': 'ein anderer Name lässt sich nicht vorschlagen; geben Sie einen neuen Wert ein',
  'value-also': '{first}; {others}',
  'row-problem': '{column}: {problem}',
  'value-of': '{table}, {column}: {problem}',

  'table-name': 'ein Name ist länger als 63 Byte oder enthält einen Backslash',
  'table-kept': 'ihr Name ist für anderes vorbehalten',
  'table-twice': 'es gibt zwei dieses Namens',
  'table-column-taken': 'ihre Spalte {column} trägt einen Namen, den der Server braucht',
  'table-column-twice': 'zwei Spalten tragen einen Namen',
  'table-key': 'ihr Schlüssel ist keiner',
  'table-no-key':
    'sie hat keinen Primärschlüssel; ihre Datensätze lassen sich nicht auseinanderhalten',
  'table-key-fractions':
    'ihre Schlüsselspalte {column} enthält Bruchzahlen, die keinen genauen Namen haben',
  'table-reference': 'ihre Spalte {column} verweist auf etwas, das kein Schlüssel ist',
  'table-none': 'die Datei enthält keine Tabelle',

  'free-ending': ' Mit „{ending}“ am Ende ist er frei.',
  dependants: '{found}',
  'dependants-of': '{count} unter „{table}“',
  'may-remove-pin': 'die PIN von {username} entfernen',

  'net-refused': 'dort nimmt nichts Verbindungen an ({code})',
  'net-name': 'sein Name ist nicht bekannt ({code})',
  'net-lookup': 'Namen lassen sich im Moment nicht auflösen ({code})',
  'net-silent': 'er antwortet nicht ({code})',
  'net-broken': 'die Verbindung brach ab ({code})',
  'net-broke': 'die Verbindung brach ab',
  'net-no-way': 'es führt kein Weg zu ihm ({code})',
  'net-none': 'es gibt kein Netz ({code})',
  'net-proxy': 'der Proxy {proxy} antwortet nicht ({code})',
  'proxy-credentials': 'er verlangt Namen und Passwort ({status})',
  'proxy-forbidden': 'es ist nicht erlaubt ({status})',
  'proxy-answered': 'er antwortete mit {status}',

  'certificate-untrusted': 'niemand, dem dieser Computer vertraut, bürgt dafür ({code})',
  'certificate-chain': 'wer dafür bürgt, dem vertraut dieser Computer nicht ({code})',
  'certificate-itself': 'es bürgt für sich selbst ({code})',
  'certificate-not-server': 'für Server wird ihm nicht vertraut ({code})',
  'certificate-expired': 'es ist abgelaufen ({code})',
  'certificate-early': 'es gilt noch nicht; geht die Uhr richtig? ({code})',
  'certificate-revoked': 'es wurde widerrufen ({code})',
  'certificate-signature': 'seine Unterschrift stimmt nicht ({code})',
  'certificate-authority': 'wer dafür bürgt, darf das nicht ({code})',
  'certificate-purpose': 'es ist nicht für Server gedacht ({code})',
  'certificate-name': 'es ist auf einen anderen Namen ausgestellt ({code})',
  'certificate-noted': '{fault}; {note}',

  'file-gone': 'ihre Datei ist weg',
  'file-differs': 'ihre Kopie weicht ab',
  'file-unsound': 'die Prüfung auf Unversehrtheit ist fehlgeschlagen',
  'file-changed': 'ihre Bytes sind nicht mehr die, die beim Sichern geprüft wurden',
  'file-sqlite': 'SQLite hält sie für beschädigt',
  'key-shown':
    'er wurde schon einmal gezeigt und wird nicht wieder gezeigt; ein neuer kann gemacht werden',
  'key-opens-nothing':
    'er ist richtig geschrieben, öffnet aber weder die Datenbank noch eine Sicherung dieses Platzes',
  'key-mistyped': 'ein Buchstabe ist falsch oder fehlt; es sind neun Gruppen zu vier',
  'state-encrypted': 'verschlüsselt',
  'state-unencrypted': 'unverschlüsselt',
};
