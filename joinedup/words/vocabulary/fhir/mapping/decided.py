"""Every FHIR R4 resource type, decided: the mapper that turns it into facts, or why it is kept whole without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from joinedup.words.vocabulary.fhir.mapping import (
    clinical,
    contacts,
    documents,
    medicines,
    people,
    plans,
    results,
)
from joinedup.words.vocabulary.fhir.mapping.elements import Lookup, Resource
from joinedup.words.vocabulary.kinds import Fact

Mapper = Callable[[Resource, Lookup], list[Fact]]


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a resource type: ``mapper`` makes its facts, or ``why`` it is kept whole without a fact."""

    mapper: Mapper | None = None
    why: str = ""


_MAPPERS: dict[str, Mapper] = {
    "AdverseEvent": plans.harm,
    "AllergyIntolerance": clinical.allergy,
    "Appointment": contacts.appointment,
    "CarePlan": plans.care_plan,
    "CareTeam": contacts.under_care,
    "ClinicalImpression": results.assessed,
    "Communication": documents.message,
    "Composition": documents.composition,
    "Condition": clinical.condition,
    "Consent": plans.consent,
    "DetectedIssue": plans.harm,
    "Device": clinical.device,
    "DiagnosticReport": results.report,
    "DocumentReference": documents.reference_to,
    "Encounter": contacts.encounter,
    "EpisodeOfCare": contacts.under_care,
    "FamilyMemberHistory": clinical.family_history,
    "Flag": plans.flag,
    "Goal": plans.goal,
    "ImagingStudy": results.imaging,
    "Immunization": clinical.immunisation,
    "List": plans.list_of,
    "Media": documents.media,
    "MedicationAdministration": medicines.administration,
    "MedicationDispense": medicines.dispense,
    "MedicationRequest": medicines.request,
    "MedicationStatement": medicines.statement,
    "NutritionOrder": plans.diet,
    "Observation": results.observation,
    "Patient": people.patient,
    "Procedure": clinical.procedure,
    "QuestionnaireResponse": documents.answers,
    "RelatedPerson": plans.related_person,
    "RiskAssessment": results.assessed,
    "ServiceRequest": contacts.request,
}

_WHY: dict[str, str] = {
    "who, where and with what; facts name them": (
        "BodyStructure Endpoint HealthcareService Location Medication Organization OrganizationAffiliation "
        "Practitioner PractitionerRole Schedule Slot Specimen Substance"
    ),
    "claims and payment, which are no part of a person's care": (
        "Account ChargeItem Claim ClaimResponse Contract Coverage CoverageEligibilityRequest "
        "CoverageEligibilityResponse EnrollmentRequest EnrollmentResponse ExplanationOfBenefit InsurancePlan Invoice "
        "PaymentNotice PaymentReconciliation"
    ),
    "the working of a request whose own resource is the fact": (
        "AppointmentResponse CommunicationRequest DeviceRequest GuidanceResponse ImmunizationEvaluation "
        "ImmunizationRecommendation RequestGroup SupplyDelivery SupplyRequest Task"
    ),
    "where other resources came from, who saw them, or how they hang together": (
        "AuditEvent Binary Bundle DocumentManifest Linkage MessageHeader OperationOutcome Parameters Person "
        "Provenance VerificationResult Basic"
    ),
    "use of a device, told by the device itself": "DeviceMetric DeviceUseStatement",
    "a prescription for glasses or lenses, for the optician": "VisionPrescription",
    "the building blocks of biology, read by specialists' systems": "BiologicallyDerivedProduct MolecularSequence",
    "groups and studies of many people": "Group ResearchStudy ResearchSubject MeasureReport",
    "definitions, knowledge and the working of systems, about no person": (
        "ActivityDefinition CapabilityStatement CatalogEntry ChargeItemDefinition CodeSystem CompartmentDefinition "
        "ConceptMap DeviceDefinition EffectEvidenceSynthesis EventDefinition Evidence EvidenceVariable "
        "ExampleScenario GraphDefinition ImplementationGuide Library Measure MedicationKnowledge MedicinalProduct "
        "MedicinalProductAuthorization MedicinalProductContraindication MedicinalProductIndication "
        "MedicinalProductIngredient MedicinalProductInteraction MedicinalProductManufactured MedicinalProductPackaged "
        "MedicinalProductPharmaceutical MedicinalProductUndesirableEffect MessageDefinition NamingSystem "
        "ObservationDefinition OperationDefinition PlanDefinition Questionnaire ResearchDefinition "
        "ResearchElementDefinition RiskEvidenceSynthesis SearchParameter SpecimenDefinition StructureDefinition "
        "StructureMap Subscription SubscriptionStatus SubstanceNucleicAcid SubstancePolymer SubstanceProtein "
        "SubstanceReferenceInformation SubstanceSourceMaterial SubstanceSpecification TerminologyCapabilities "
        "TestReport TestScript ValueSet"
    ),
}

DECIDED: Mapping[str, Decision] = MappingProxyType(
    {name: Decision(mapper=mapper) for name, mapper in _MAPPERS.items()}
    | {name: Decision(why=why) for why, names in _WHY.items() for name in names.split()}
)
