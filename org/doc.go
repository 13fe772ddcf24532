// Package org holds the administrative units of the country and the agencies,
// each with dates and successors, and the crosswalk between the trees of two
// dates.
//
// A unit is known by a key that never changes: L… is the set until 2025-06-30,
// C… the set from 2025-07-01. The official code alone is not unique: province
// 80 is Long An before that day and Tây Ninh after it.
//
// Facts stay with the unit that reported them. Tree.Place says where that
// unit's data is on the tree of another day: on one unit, on several in known
// shares, or on one of several candidates that nobody has chosen between
// ("chưa phân bổ"). Shares are known when an instrument gives the people moved
// along every edge, or when an official has set them by a document.
//
// Law: Resolution 202/2025/QH15, Decision 19/2025/QĐ-TTg (the set from
// 2025-07-01); Resolution 1244/NQ-UBTVQH15 (Long An from 2024-12-01).
package org
