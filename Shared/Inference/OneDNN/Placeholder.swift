import CDNNL
import Inference
