export interface Medication {
  readonly name: string;
  /** Canonical decimal string. */
  readonly dose: string;
  readonly unit: string;
  readonly route: string;
  readonly frequency: string;
  readonly days: number;
}

/** A reason to come in, and what a vet writes down; `{name}`, `{temp}`, `{heart}`, `{breaths}`, `{days}` are filled in. */
export interface ClinicalCase {
  readonly species: readonly string[];
  readonly reason: string;
  readonly condition: string;
  readonly subjective: string;
  readonly objective: string;
  readonly assessment: string;
  readonly plan: string;
  readonly treatments: readonly string[];
  readonly medication?: Medication;
}

const vitals = 'T {temp} °C, HR {heart}/min, RR {breaths}/min. ';

// prettier-ignore
export const cases: readonly ClinicalCase[] = [
  {
    species: ['dog', 'cat', 'rabbit'],
    reason: 'Annual health check and booster',
    condition: 'Healthy',
    subjective: 'Owner reports {name} bright at home, eating and drinking normally.',
    objective: `${vitals}Mucous membranes pink, CRT < 2 s. Heart and lungs clear. Mild tartar on upper premolars.`,
    assessment: 'Clinically healthy; fit for vaccination.',
    plan: 'Vaccinated today. Dental home care discussed. Re-check in 12 months.',
    treatments: ['Health check', 'Vaccination'],
  },
  {
    species: ['dog', 'cat'],
    reason: 'Vomiting and diarrhoea',
    condition: 'Acute gastroenteritis',
    subjective: 'Vomited food several times since {days} days; soft stools without blood. Raided the bin at the weekend.',
    objective: `${vitals}About 5 % dehydrated. Abdomen soft, mild discomfort on palpation, no foreign body felt.`,
    assessment: 'Acute gastroenteritis, most likely dietary indiscretion.',
    plan: 'Bland diet in small meals for 3 days. Maropitant today. Return if vomiting goes on beyond 24 h or blood appears.',
    treatments: ['Consultation', 'Subcutaneous fluids'],
    medication: { name: 'Maropitant', dose: '16', unit: 'mg', route: 'oral', frequency: 'once daily', days: 4 },
  },
  {
    species: ['dog'],
    reason: 'Scratching and head shaking',
    condition: 'Otitis externa',
    subjective: '{name} shakes the head and scratches the right ear for {days} days. Swims often.',
    objective: `${vitals}Right ear canal erythematous with brown ceruminous discharge; tympanum intact. Cytology: Malassezia +++.`,
    assessment: 'Unilateral otitis externa, yeast.',
    plan: 'Ear cleaned under gentle restraint. Drops for 7 days; re-check with cytology in 10 days.',
    treatments: ['Consultation', 'Ear cytology'],
    medication: { name: 'Betamethasone / clotrimazole ear drops', dose: '5', unit: 'drops', route: 'aural', frequency: 'twice daily', days: 7 },
  },
  {
    species: ['dog', 'horse'],
    reason: 'Lameness',
    condition: 'Soft tissue injury',
    subjective: 'Lame on the left hind after exercise {days} days ago, better with rest.',
    objective: `${vitals}Grade 2/5 lameness left hind. No joint effusion, drawer sign negative. Pain on palpation of the iliopsoas.`,
    assessment: 'Muscular strain, left hind.',
    plan: 'Lead walks only for 14 days. Meloxicam with food; stop if vomiting. Radiographs if no better in 10 days.',
    treatments: ['Consultation', 'Orthopaedic examination'],
    medication: { name: 'Meloxicam', dose: '1.5', unit: 'mg', route: 'oral', frequency: 'once daily', days: 10 },
  },
  {
    species: ['cat'],
    reason: 'Straining in the litter tray',
    condition: 'Feline idiopathic cystitis',
    subjective: 'Frequent small amounts of urine, some pink. New kitten in the house since {days} days.',
    objective: `${vitals}Bladder small and firm, not obstructed. Urinalysis: SG 1.045, blood ++, no bacteria.`,
    assessment: 'Feline idiopathic cystitis; no obstruction today.',
    plan: 'Pain relief, wet food, second litter tray. Owner told to come at once if no urine for 12 h.',
    treatments: ['Consultation', 'Urinalysis'],
    medication: { name: 'Buprenorphine', dose: '0.1', unit: 'mg', route: 'oral transmucosal', frequency: 'three times daily', days: 5 },
  },
  {
    species: ['cat'],
    reason: 'Losing weight, drinking more',
    condition: 'Chronic kidney disease',
    subjective: 'Drinks more since some weeks, picky with food. Otherwise content.',
    objective: `${vitals}Body condition 3/9, kidneys small on palpation. Creatinine 212 µmol/l, SDMA 21 µg/dl, blood pressure 152 mmHg.`,
    assessment: 'Chronic kidney disease, IRIS stage 2.',
    plan: 'Renal diet over two weeks. Telmisartan. Bloods and blood pressure in 4 weeks.',
    treatments: ['Consultation', 'Blood panel', 'Blood pressure'],
    medication: { name: 'Telmisartan', dose: '4', unit: 'mg', route: 'oral', frequency: 'once daily', days: 90 },
  },
  {
    species: ['dog', 'cat'],
    reason: 'Bad breath, reluctant to chew',
    condition: 'Periodontal disease',
    subjective: 'Chews on the left side only; drops kibble.',
    objective: `${vitals}Calculus grade 3, gingivitis grade 2, furcation exposure on 108.`,
    assessment: 'Periodontal disease stage 3; extraction of 108 likely.',
    plan: 'Dental under general anaesthesia booked. Pre-anaesthetic bloods the same morning; nothing to eat after 20:00.',
    treatments: ['Consultation', 'Dental scale and polish'],
    medication: { name: 'Clindamycin', dose: '150', unit: 'mg', route: 'oral', frequency: 'twice daily', days: 7 },
  },
  {
    species: ['dog'],
    reason: 'Itchy skin',
    condition: 'Atopic dermatitis',
    subjective: 'Licks paws and rubs the face, worse since {days} days; same time last year.',
    objective: `${vitals}Interdigital erythema on all four feet, ventral salivary staining. Flea comb negative.`,
    assessment: 'Atopic dermatitis, seasonal flare.',
    plan: 'Oclacitinib twice daily for 14 days, then once. Weekly chlorhexidine shampoo. Flea control all year.',
    treatments: ['Consultation', 'Skin scrape'],
    medication: { name: 'Oclacitinib', dose: '5.4', unit: 'mg', route: 'oral', frequency: 'twice daily', days: 14 },
  },
  {
    species: ['rabbit', 'guinea pig'],
    reason: 'Not eating since yesterday',
    condition: 'Gut stasis',
    subjective: 'No droppings since last night, sits hunched. Hay finished two days ago.',
    objective: `${vitals}Abdomen doughy, few gut sounds. Incisors good; a spur on the lower left cheek tooth.`,
    assessment: 'Gastrointestinal stasis, secondary to dental pain.',
    plan: 'Fluids, analgesia, syringe feeding every 4 hours. Burr the spur tomorrow once stable.',
    treatments: ['Consultation', 'Subcutaneous fluids'],
    medication: { name: 'Metoclopramide', dose: '0.5', unit: 'mg', route: 'oral', frequency: 'three times daily', days: 5 },
  },
  {
    species: ['parrot'],
    reason: 'Feather plucking',
    condition: 'Feather damaging behaviour',
    subjective: 'Plucks the breast since the move {days} days ago. Seed-based diet.',
    objective: `${vitals}Good body condition. Breast and inner wings plucked, skin intact, no parasites.`,
    assessment: 'Feather damaging behaviour, environmental; diet contributes.',
    plan: 'Change to pellets over three weeks, 12 h of sleep, foraging toys. Bloods if no better in 6 weeks.',
    treatments: ['Consultation'],
  },
  {
    species: ['dog', 'cat'],
    reason: 'Post-operative check',
    condition: 'Healing surgical wound',
    subjective: 'Comfortable at home, cone tolerated. Eating well.',
    objective: `${vitals}Incision dry and apposed, no swelling or discharge.`,
    assessment: 'Uncomplicated healing, day 10.',
    plan: 'Sutures removed. Back to normal exercise over one week.',
    treatments: ['Suture removal'],
  },
  {
    species: ['horse'],
    reason: 'Routine dental',
    condition: 'Sharp enamel points',
    subjective: 'Quids hay now and then, otherwise well.',
    objective: `${vitals}Sharp buccal points on upper cheek teeth; no loose teeth, no diastemata.`,
    assessment: 'Sharp enamel points, mild ulceration.',
    plan: 'Floated under sedation. Re-check in 12 months.',
    treatments: ['Dental rasp'],
  },
];

// prettier-ignore
export const treatments: readonly (readonly [name: string, description: string, minutes: number, price: string])[] = [
  ['Consultation', 'First opinion consultation with a vet.', 20, '48'],
  ['Health check', 'Yearly examination from nose to tail.', 20, '42.5'],
  ['Vaccination', 'Injection and entry in the vaccination record.', 10, '36'],
  ['Subcutaneous fluids', 'Warm Hartmann’s solution under the skin.', 15, '28.75'],
  ['Ear cytology', 'Sample, stain and microscopy of ear discharge.', 15, '31'],
  ['Orthopaedic examination', 'Gait, joints and manipulation of all limbs.', 30, '64'],
  ['Urinalysis', 'Refractometer, dipstick and sediment.', 15, '27.9'],
  ['Blood panel', 'Haematology and biochemistry, in house.', 25, '118'],
  ['Blood pressure', 'Doppler, mean of five readings.', 15, '33'],
  ['Dental scale and polish', 'Under general anaesthesia, with charting.', 75, '285'],
  ['Skin scrape', 'Deep scrape and microscopy for mites.', 15, '29'],
  ['Suture removal', 'Removal and wound check.', 10, '18'],
  ['Dental rasp', 'Floating of cheek teeth under sedation.', 45, '95'],
  ['Nail clipping', 'All feet; by a nurse.', 10, '14.5'],
];

// prettier-ignore
export const stock: readonly (readonly [name: string, quantity: number, unit: string, reorderAt: number])[] = [
  ['Meloxicam 1.5 mg/ml oral, 100 ml', 14, 'bottle', 5],
  ['Maropitant 16 mg tablets', 96, 'tablet', 40],
  ['Clindamycin 150 mg capsules', 220, 'capsule', 100],
  ['Oclacitinib 5.4 mg tablets', 300, 'tablet', 120],
  ['DHP vaccine, single dose', 62, 'vial', 30],
  ['FVRCP vaccine, single dose', 41, 'vial', 20],
  ['Rabies vaccine, single dose', 35, 'vial', 15],
  ['Hartmann’s solution, 500 ml', 48, 'bag', 24],
  ['Syringe 2 ml', 640, 'piece', 200],
  ['Needle 23 G', 900, 'piece', 300],
  ['Microchip with applicator', 27, 'piece', 10],
  ['Exam gloves, medium', 11, 'box', 12],
  ['Suture 3-0 monofilament', 33, 'piece', 12],
  ['Elizabethan collar, 20 cm', 9, 'piece', 6],
  ['Recovery diet, 195 g', 70, 'tin', 24],
];
