INSERT INTO regions (code, kato, kind, name_kk, name_ru, name_ru_prepositional, name_en)
VALUES ('KZ-55', '550000000', 'oblast', 'Павлодар облысы', 'Павлодарская область', 'Павлодарской области',
        'Pavlodar Region');
INSERT INTO accounts (id, kind, email, full_name, language, position, is_active, session_epoch, created_at)
    OVERRIDING SYSTEM VALUE VALUES
    (1, 'applicant', 'aigul@example.kz', 'Сейітқалиева Айгүл', 'kk', '', true, 0, '2026-09-01T05:00Z'),
    (2, 'staff', 'maman@example.kz', 'Жұмабаев Дәурен', 'kk', '', true, 0, '2026-09-01T05:00Z'),
    (3, 'staff', 'basshy@example.kz', 'Әбдірахманова Гүлнәр', 'kk', '', true, 0, '2026-09-01T05:00Z');
INSERT INTO role_grants (account_id, role, region, granted_at) VALUES
    (2, 'case_worker', 'KZ-55', '2026-09-01T05:00Z'), (3, 'supervisor', 'KZ-55', '2026-09-01T05:00Z');
INSERT INTO quota_orders (id, year, stream, version, act_number, act_title, effective_from, source, loaded_at)
    OVERRIDING SYSTEM VALUE VALUES (1, 2026, 'relocatee', 1, '513', '', '2026-01-01', '', '2026-01-05T05:00Z');
INSERT INTO regional_quotas (id, year, stream, region, version, allocated, reserved, used)
    OVERRIDING SYSTEM VALUE VALUES (1, 2026, 'relocatee', 'KZ-55', 0, 0, 0, 0);
INSERT INTO applications (id, number, programme, stream, status, status_since, workflow_version, version, channel,
    language, account_id, host_region, assigned_to_id, applicant_name, applicant_iin, applicant_sort_key,
    household_size, answers, search_text, created_at, submitted_at, accepted_at, due_on, prepared_at, prepared_by_id,
    proposal, proposal_reason, proposal_grounds, decided_at, decided_by_id, closed_at, quota_id, places_reserved,
    places_used)
SELECT id, CASE WHEN id > 1 THEN '55-A-2026-0000' || id END, 'quota_relocatee', 'relocatee', status,
    '2026-11-10T05:00Z', 1, 3, 'online', 'kk', 1, 'KZ-55', 2, 'Сейітқалиева Айгүл', '880417400013', '', 2,
    '{"wishes": {"region": "KZ-55"}}', 'сейіткалиева', '2026-11-02T05:00Z',
    CASE WHEN id > 1 THEN '2026-11-03T05:00Z'::timestamptz END, CASE WHEN id > 2 THEN '2026-11-04T05:00Z'::timestamptz END,
    due_on::date, CASE WHEN proposal IS NOT NULL THEN '2026-11-09T05:00Z'::timestamptz END,
    CASE WHEN proposal IS NOT NULL THEN 2 END, proposal, CASE WHEN proposal IS NOT NULL THEN 'Негізі' ELSE '' END, '[]',
    CASE WHEN decided THEN '2026-11-10T05:00Z'::timestamptz END, CASE WHEN decided THEN 3 END,
    CASE WHEN closed THEN '2026-11-10T05:00Z'::timestamptz END, CASE WHEN held + used > 0 THEN 1 END, held, used
FROM (VALUES
    (1, 'draft', NULL, NULL, false, false, 0, 0),
    (2, 'submitted', '2026-11-04', NULL, false, false, 0, 0),
    (3, 'accepted', '2026-11-18', NULL, false, false, 0, 0),
    (4, 'documents_requested', '2026-11-17', NULL, false, false, 0, 0),
    (5, 'prepared', '2026-11-18', 'approval', false, false, 2, 0),
    (6, 'prepared', '2026-11-18', 'refusal', false, false, 0, 0),
    (7, 'approved', NULL, 'approval', true, true, 0, 2),
    (8, 'refused', NULL, 'refusal', true, true, 0, 0),
    (9, 'refused_to_accept', NULL, NULL, false, true, 0, 0),
    (10, 'withdrawn', NULL, NULL, false, true, 0, 0)
) AS made (id, status, due_on, proposal, decided, closed, held, used);
SELECT setval(pg_get_serial_sequence('applications', 'id'), 10);
INSERT INTO household_members (application_id, position, relation, surname, given_name, patronymic, latin_name, iin,
    birth_on, sex, citizenship)
SELECT id, 0, 'applicant', 'Сейітқалиева', 'Айгүл', '', 'Aigul', '880417400013', '1988-04-17', 'female', 'KZ'
FROM applications;
INSERT INTO quota_movements (quota_id, kind, allocated, reserved, used, order_id, application_id, at, actor_id) VALUES
    (1, 'order', 10, 0, 0, 1, NULL, '2026-01-05T05:00Z', NULL),
    (1, 'reservation', 0, 2, 0, NULL, 5, '2026-11-09T05:00Z', 2),
    (1, 'reservation', 0, 2, 0, NULL, 7, '2026-11-09T05:00Z', 2),
    (1, 'consumption', 0, -2, 2, NULL, 7, '2026-11-10T05:00Z', 3);
INSERT INTO issued_documents (id, application_id, kind, body, year, journal, sequence, number, signed_at, facts, digest,
    code, revoked_reason)
    OVERRIDING SYSTEM VALUE
SELECT id, id, kind, 'KZ-55', 2026, 'L', id, '55-L-2026-0000' || id, '2026-11-10T05:00Z', '{}', 'd' || id, 'c' || id, ''
FROM (VALUES (7, 'approval'), (8, 'refusal'), (9, 'refusal_to_accept')) AS made (id, kind);
INSERT INTO audit_events (subject_kind, subject_id, sequence, at, actor_id, region, key, facts, previous_hash, hash)
SELECT 'application', id, 1, '2026-11-02T05:00Z', 1, NULL, 'application.started', '{}', repeat('0', 64), 'h' || id
FROM applications;
