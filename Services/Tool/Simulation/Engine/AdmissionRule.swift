package import AdmissionPolicy
package import Kernel

/// Decides what is promised; every admission that a scenario can name is one.
package protocol AdmissionRule: Policy where Event == AdmissionEvent, Action == AdmissionAction {}

extension AdmissionPolicy: AdmissionRule {}
