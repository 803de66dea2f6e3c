"""The small invented town in which tests are played: its organisations, its people, who works where.

Every name is invented; NHS numbers are from the range that is never given to anyone (999).
"""

from __future__ import annotations

ORGANISATIONS = """
    name                      | ods_code | kind
    --------------------------+----------+------------------
    Hillside Surgery          | X90001   | practice
    Riverside Practice        | X90002   | practice
    Northmoor Hospital        | XN1      | acute_trust
    Northmoor Community       | XN2      | community_trust
    Fellside Mental Health    | XN3      | mental_health_trust
    Northmoor Council         | X901     | council
    Northmoor Ambulance       | XN4      | ambulance_trust
    Northmoor Out of Hours    | XN5      | out_of_hours
    Saltmarsh Hospice         | X9H01    | hospice
    Beech House               | X9C01    | care_home
    Falls team                | XN201    | community_team
    Northmoor ICB             | X9Q      | integrated_care_board
"""

PEOPLE = """
    name             | nhs_number | born       | died       | sex    | postcode | practice         | sensitive
    -----------------+------------+------------+------------+--------+----------+------------------+----------
    Edna Marsh       | 9990127549 | 1938-04-03 |            | female | ZZ1 4AB  | Hillside Surgery |
    Arthur Marsh     | 9990255083 | 1936-11-12 | 2024-02-09 | male   | ZZ1 4AB  | Hillside Surgery |
    William Okafor   | 9990318859 | 1951-07-22 |            | male   | ZZ1 7QP  | Riverside Practice |
    Katherine Doyle  | 9990446393 | 1964-02-29 |            | female | ZZ2 1DD  | Riverside Practice |
    Mohammed Iqbal   | 9990510164 | 1972-09-05 |            | male   | ZZ2 3FG  | Hillside Surgery |
    Thomas Knight    | 9990637709 | 1980-01-01 |            | male   | ZZ3 9XY  | Hillside Surgery |
    Amy Thompson     | 9990701474 | 2019-06-15 |            | female | ZZ1 2BT  | Hillside Surgery |
    Jo Thompson      | 9990765243 | 2019-06-15 |            | female | ZZ1 2BT  | Hillside Surgery |
    Grace Hidden     | 9990829012 | 1990-12-05 |            | female | ZZ4 4SS  | Riverside Practice | yes
"""

STAFF = """
    name            | role                  | organisation
    ----------------+-----------------------+-----------------------
    Dr Priya Nair   | gp                    | Hillside Surgery
    Sam Whitlock    | nurse                 | Hillside Surgery
    Dr Owen Pryce   | gp                    | Riverside Practice
    Bea Lindqvist   | discharge_coordinator | Northmoor Hospital
    Hal Ferreira    | hub_clinician         | Northmoor Hospital
    Ruth Adeyemi    | community_nurse       | Falls team
    Kit Marlowe     | care_navigator        | Northmoor Community
    Ines Vaughan    | social_worker         | Northmoor Council
    Jude Carver     | paramedic             | Northmoor Ambulance
    Lena Osei       | link_worker           | Northmoor Community
    Rowan Teale     | health_coach          | Northmoor Community
    Carys Penhale   | key_worker            | Northmoor Community
    Dev Malhotra    | call_handler          | Northmoor Community
    Dr Isla Frayne  | out_of_hours_gp       | Northmoor Out of Hours
    Joy Abara       | ward_staff            | Northmoor Hospital
    Femi Castell    | flow_coordinator      | Northmoor Hospital
    Greta Holme     | reablement_worker     | Northmoor Council
    Pilar Winnow    | care_home_staff       | Beech House
    Bert Hollis     | volunteer             | Northmoor Community
    Asha Kerrigan   | commissioner          | Northmoor ICB
    Dr Noor Vance   | public_health         | Northmoor Council
    Nina Sorrel     | analyst               | Northmoor ICB
    Tariq Bell      | data_steward          | Northmoor ICB
    Moira Quayle    | privacy_officer       | Northmoor ICB
    Dr Ffion Reeve  | caldicott_guardian    | Northmoor ICB
    Una Felgate     | safety_officer        | Northmoor ICB
    Alex Stroud     | administrator         | Northmoor ICB
"""
