"""Types of resource that R4 calls by another name."""

RENAMED = {"ReferralRequest": "ServiceRequest", "ProcedureRequest": "ServiceRequest", "BodySite": "BodyStructure"}
