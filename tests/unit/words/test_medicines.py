"""A medicine's name comes apart into what it is, how strong and in what form."""

from __future__ import annotations

import pytest

from joinedup.words.vocabulary.medicines import medicine_parts

NAMES = """
    Amlodipine 5mg tablets                                             | amlodipine | 5mg | tablet
    Ramipril 1.25mg capsules                                           | ramipril | 1.25mg | capsule
    Paracetamol 1g tablets                                             | paracetamol | 1g | tablet
    Paracetamol 1000mg tablets                                         | paracetamol | 1g | tablet
    Digoxin 62.5microgram tablets                                      | digoxin | 62.5micrograms | tablet
    Digoxin 0.0625mg tabs                                              | digoxin | 62.5micrograms | tablet
    Levothyroxine sodium 100microgram tablets                          | levothyroxine | 100micrograms | tablet
    Levothyroxine 100 mcg tablets                                      | levothyroxine | 100micrograms | tablet
    Thyroxine 0.1mg tablets                                            | levothyroxine | 100micrograms | tablet
    Tamsulosin 400microgram modified-release capsules                  | tamsulosin | 400micrograms | modified-release capsule
    Tamsulosin m/r caps 400 µg                                         | tamsulosin | 400micrograms | modified-release capsule
    Omeprazole 20mg gastro-resistant capsules                          | omeprazole | 20mg | gastro-resistant capsule
    Aspirin 75mg dispersible tablets                                   | aspirin | 75mg | dispersible tablet
    Aspirin e/c 75mg tablets                                           | aspirin | 75mg | gastro-resistant tablet
    Prednisolone 5mg soluble tablets                                   | prednisolone | 5mg | soluble tablet
    Lansoprazole 15mg orodispersible tablets                           | lansoprazole | 15mg | orodispersible tablet
    Diclofenac sodium 75mg gastro-resistant modified-release capsules  | diclofenac | 75mg | gastro-resistant modified-release capsule
    Isosorbide mononitrate 60mg modified-release tablets               | isosorbide mononitrate | 60mg | modified-release tablet
    Sodium valproate 200mg gastro-resistant tablets                    | sodium valproate | 200mg | gastro-resistant tablet
    Ferrous sulphate 200mg tablets                                     | ferrous sulfate | 200mg | tablet
    Ferrous fumarate 210mg tablets                                     | ferrous fumarate | 210mg | tablet
    Lithium carbonate 400mg modified-release tablets                   | lithium carbonate | 400mg | modified-release tablet
    Potassium chloride 600mg (potassium 8mmol) modified-release tablets| potassium chloride | 600mg | modified-release tablet
    Perindopril erbumine 8mg tablets                                   | perindopril erbumine | 8mg | tablet
    Perindopril arginine 5mg tablets                                   | perindopril arginine | 5mg | tablet
    Frusemide 40mg tablets                                             | furosemide | 40mg | tablet
    Bendrofluazide 2.5mg tablets                                       | bendroflumethiazide | 2.5mg | tablet
    AMLODIPINE TABS 5MG                                                | amlodipine | 5mg | tablet
    Berkolol Tablets 10 mg                                             | berkolol | 10mg | tablet
    Co-codamol 30mg/500mg tablets                                      | co-codamol | 30mg/500mg | tablet
    Co-amoxiclav 250mg/62mg/5ml oral suspension sugar free             | co-amoxiclav | 250mg/62mg/5ml | oral suspension
    Co-careldopa 12.5mg/50mg tablets                                   | co-careldopa | 12.5mg/50mg | tablet
    Colecalciferol 400unit / Calcium carbonate 1.5g chewable tablets   | calcium carbonate/colecalciferol | 1.5g/400units | chewable tablet
    Levonorgestrel 150microgram / Ethinylestradiol 30microgram tablets | ethinylestradiol/levonorgestrel | 30micrograms/150micrograms | tablet
    Ethinylestradiol 30microgram / Levonorgestrel 150microgram tablets | ethinylestradiol/levonorgestrel | 30micrograms/150micrograms | tablet
    Paracetamol 250mg/5ml oral suspension sugar free                   | paracetamol | 250mg/5ml | oral suspension
    Morphine sulfate 10mg/5ml oral solution                            | morphine | 10mg/5ml | oral solution
    Nystatin 100,000units/ml oral suspension                           | nystatin | 100000units/ml | oral suspension
    Salbutamol 100micrograms/dose inhaler CFC free                     | salbutamol | 100micrograms/dose | inhaler
    Salbutamol 100micrograms/dose dry powder inhaler                   | salbutamol | 100micrograms/dose | dry powder inhaler
    Salbutamol 100micrograms/dose breath actuated inhaler CFC free     | salbutamol | 100micrograms/dose | breath actuated inhaler
    Salbutamol 2.5mg/2.5ml nebuliser liquid unit dose vials            | salbutamol | 2.5mg/2.5ml | nebuliser liquid vial
    Fostair 100micrograms/dose / 6micrograms/dose inhaler (Chiesi Ltd) | fostair | 100micrograms/dose/6micrograms/dose | inhaler
    Beclometasone 100micrograms/dose / Formoterol 6micrograms/dose inhaler CFC free | beclometasone/formoterol | 100micrograms/dose/6micrograms/dose | inhaler
    Symbicort 200/6 Turbohaler (AstraZeneca UK Ltd)                    | symbicort | 200/6 | dry powder inhaler
    Seretide 250 Evohaler (GlaxoSmithKline UK Ltd)                     | seretide 250 | | inhaler
    Tiotropium bromide 18microgram inhalation powder capsules          | tiotropium | 18micrograms | inhalation powder capsule
    Beconase Aqueous 50micrograms/dose nasal spray (GlaxoSmithKline)   | beconase aqueous | 50micrograms/dose | nasal spray
    Nasonex 50micrograms/dose nasal spray (Organon Pharma (UK) Ltd)    | nasonex | 50micrograms/dose | nasal spray
    Glyceryl trinitrate 400micrograms/dose pump sublingual spray       | glyceryl trinitrate | 400micrograms/dose | pump sublingual spray
    Insulin glargine 100units/ml solution for injection 3ml cartridges | insulin glargine | 100units/ml | solution for injection cartridge
    Insulin glargine 100units/ml solution for injection 3ml pre-filled disposable devices | insulin glargine | 100units/ml | solution for injection pre-filled disposable device
    NovoMix 30 FlexPen 100units/ml suspension for injection 3ml pre-filled pens (Novo Nordisk Ltd) | novomix 30 flexpen | 100units/ml | suspension for injection pre-filled pen
    Dalteparin sodium 5,000units/0.2ml solution for injection pre-filled syringes | dalteparin | 5000units/0.2ml | solution for injection pre-filled syringe
    Cyanocobalamin 1mg/1ml solution for injection ampoules             | cyanocobalamin | 1mg/ml | solution for injection ampoule
    Adrenaline 300micrograms/0.3ml (1 in 1,000) solution for injection auto-injectors | adrenaline | 300micrograms/0.3ml | solution for injection auto-injector
    Sodium chloride 0.9% infusion 1litre bags                          | sodium chloride | 0.9% | infusion bag
    Hydrocortisone 1% cream                                            | hydrocortisone | 1% | cream
    Betamethasone valerate 0.1% ointment                               | betamethasone valerate | 0.1% | ointment
    Benzoyl peroxide 5% w/w gel                                        | benzoyl peroxide | 5% | gel
    Chloramphenicol 1% eye ointment                                    | chloramphenicol | 1% | eye ointment
    Timolol 0.25% eye drops preservative free                          | timolol | 0.25% | eye drop
    Latanoprost 50micrograms/ml eye drops                              | latanoprost | 50micrograms/ml | eye drop
    Fentanyl 25micrograms/hour transdermal patches                     | fentanyl | 25micrograms/hour | transdermal patch
    Fentanyl 25 micrograms/hr transdermal system                       | fentanyl | 25micrograms/hour | transdermal patch
    Rivastigmine 4.6mg/24hours transdermal patches                     | rivastigmine | 4.6mg/24hour | transdermal patch
    Lidocaine 5% medicated plasters                                    | lidocaine | 5% | medicated plaster
    Mirena 20micrograms/24hours intrauterine device (Bayer Plc)        | mirena | 20micrograms/24hour | intrauterine device
    Diazepam 10mg/2.5ml rectal solution tube                           | diazepam | 10mg/2.5ml | rectal solution tube
    Glycerol 4g suppositories                                          | glycerol | 4g | suppository
    Clotrimazole 500mg pessaries                                       | clotrimazole | 500mg | pessary
    Macrogol compound oral powder sachets NPF sugar free               | macrogol compound | | oral powder sachet
    Movicol oral powder 13.8g sachets lemon & lime (Norgine Ltd)       | movicol | 13.8g | oral powder sachet
    Adcal-D3 chewable tablets tutti frutti (Kyowa Kirin Ltd)           | adcal-d3 | | chewable tablet
    Microgynon 30 tablets (Bayer plc)                                  | microgynon 30 | | tablet
    E45 cream (Forum Health Products Ltd)                              | e45 | | cream
    Zinc and Castor oil ointment                                       | zinc and castor oil | | ointment
    Aspirin                                                            | aspirin | |
    lisinopril 10 MG Oral Tablet                                       | lisinopril | 10mg | tablet
    24 HR Metformin hydrochloride 500 MG Extended Release Oral Tablet  | metformin | 500mg | modified-release tablet
    NDA020503 200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler | salbutamol | 90micrograms/dose | inhaler
    Acetaminophen 325 MG / HYDROcodone Bitartrate 7.5 MG Oral Tablet   | hydrocodone bitartrate/paracetamol | 7.5mg/325mg | tablet
    0.4 ML Enoxaparin sodium 100 MG/ML Prefilled Syringe               | enoxaparin | 100mg/ml | pre-filled syringe
    Benzylpenicillin 600mg for injection                               | benzylpenicillin | 600mg | injection
    Alfacalcidol 250nanogram capsules                                  | alfacalcidol | 250nanograms | capsule
    Local Mixture (Coal tar solution 5%, Emollient cream)              | local mixture (coal tar solution 5%, emollient cream) | |
"""
# The columns of the table: what was written, then ingredient, strength and form.
DRAWN = [tuple(cell.strip() for cell in line.split("|")) for line in NAMES.strip().splitlines()]


@pytest.mark.parametrize(("name", "ingredient", "strength", "form"), DRAWN)
def test_a_name_comes_apart(name: str, ingredient: str, strength: str, form: str) -> None:
    assert medicine_parts(name) == (ingredient, strength, form)


def test_the_table_is_long_enough_to_lean_on() -> None:
    assert len(DRAWN) > 60


@pytest.mark.parametrize("name", ["", "   ", "(x)", "5mg", "cream", "/", "5mg / 6mg", "and for"])
def test_a_name_that_tells_nothing_still_comes_apart(name: str) -> None:
    assert len(medicine_parts(name)) == 3
