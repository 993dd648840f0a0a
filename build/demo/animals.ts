import type { SeededRandom } from './seeded-random.ts';

export interface Species {
  readonly name: string;
  readonly share: number;
  readonly breeds: readonly string[];
  /** Adult weight in kilograms, from and to. */
  readonly weightKg: readonly [number, number];
  readonly yearsOld: number;
  readonly chipped: number;
  readonly vaccines: readonly string[];
}

// prettier-ignore
export const species: readonly Species[] = [
  {
    name: 'dog',
    share: 0.5,
    breeds: ['Labrador Retriever', 'Border Collie', 'Cocker Spaniel', 'French Bulldog', 'Greyhound', 'Jack Russell Terrier', 'German Shepherd', 'Mixed breed'],
    weightKg: [5, 38],
    yearsOld: 14,
    chipped: 0.95,
    vaccines: ['DHP', 'Leptospirosis L4', 'Rabies', 'Kennel cough'],
  },
  {
    name: 'cat',
    share: 0.34,
    breeds: ['Domestic shorthair', 'Domestic longhair', 'Maine Coon', 'British Shorthair', 'Siamese', 'Bengal'],
    weightKg: [2.8, 7],
    yearsOld: 17,
    chipped: 0.8,
    vaccines: ['FVRCP', 'FeLV', 'Rabies'],
  },
  {
    name: 'rabbit',
    share: 0.08,
    breeds: ['Dwarf Lop', 'Netherland Dwarf', 'Rex', 'Lionhead'],
    weightKg: [1.1, 3.2],
    yearsOld: 9,
    chipped: 0.2,
    vaccines: ['Myxomatosis-RHD Plus'],
  },
  {
    name: 'guinea pig',
    share: 0.03,
    breeds: ['American', 'Abyssinian', 'Peruvian'],
    weightKg: [0.7, 1.2],
    yearsOld: 6,
    chipped: 0,
    vaccines: [],
  },
  {
    name: 'parrot',
    share: 0.03,
    breeds: ['African Grey', 'Cockatiel', 'Green-cheeked Conure'],
    weightKg: [0.08, 0.5],
    yearsOld: 30,
    chipped: 0.3,
    vaccines: [],
  },
  {
    name: 'horse',
    share: 0.02,
    breeds: ['Welsh Cob', 'Thoroughbred', 'Irish Draught'],
    weightKg: [380, 620],
    yearsOld: 24,
    chipped: 1,
    vaccines: ['Tetanus', 'Equine influenza'],
  },
];

// prettier-ignore
export const animalNames = [
  'Rex', 'Bella', 'Milo', 'Luna', 'Charlie', 'Daisy', 'Oscar', 'Poppy', 'Simba', 'Nala', 'Biscuit',
  'Tilly', 'Archie', 'Willow', 'Monty', 'Pepper', 'Rosie', 'Jasper', 'Coco', 'Finn', 'Hazel', 'Gus',
  'Olive', 'Toby', 'Maple', 'Ziggy', 'Pumpkin', 'Smudge', 'Bramble', 'Otis', 'Freya', 'Teddy',
  'Ginger', 'Mochi', 'Shadow', 'Dotty', 'Barney', 'Kiki', 'Basil', 'Molly', 'Ralph', 'Misty',
];

export const allergies = [
  'Penicillin: facial swelling after injection.',
  'Chicken protein (elimination diet confirmed).',
  'Reacts to adhesive bandage.',
  'NSAID sensitivity: vomiting on meloxicam.',
];

export const temperament = [
  'Nervous on the table; examine on the floor.',
  'Muzzle for nail clipping.',
  'Very food motivated.',
  'Indoor only.',
  'Bring the companion along: calmer together.',
];

export function pickSpecies(random: SeededRandom): Species {
  let at = random.fraction() * species.reduce((sum, { share }) => sum + share, 0);
  for (const each of species) {
    at -= each.share;
    if (at < 0) return each;
  }
  return random.pick(species);
}
